import { sidecarClient } from '../../realm-config/clients.ts';
import { openTokenSource, signedAssertion, type TokenSource } from '../keycloak/service-token.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { loadKeys } from '../platform/keys.ts';
import { claimsIn, type TokenClaims } from './keycloak.rules.ts';

/** How long one answer of Keycloak may take. */
export const limitMs = 8000;

export const realmPath = (config: Config): string => `/realms/${config.KEYCLOAK_REALM}`;
/** Where we reach Keycloak ourselves. */
export const internal = (config: Config): string => config.KEYCLOAK_INTERNAL_URL ?? config.KEYCLOAK_URL;

/** Access tokens of the service account, fetched as the running sidecar does. */
export async function serviceTokens(config: Config, clock: Clock): Promise<TokenSource> {
  const [key] = (await loadKeys(config.KEYS_DIR, clock)).signing;
  if (!key) throw new Error('KEYS_DIR holds no signing key');
  return openTokenSource({
    issuer: `${config.KEYCLOAK_URL}${realmPath(config)}`,
    tokenUrl: `${internal(config)}${realmPath(config)}/protocol/openid-connect/token`,
    clientId: sidecarClient,
    clientAuth: signedAssertion(() => ({ privateKey: key.privateKey, kid: key.kid })),
    limitMs,
  });
}

/** What a token of its own says. */
export async function serviceClaims(config: Config, clock: Clock): Promise<TokenClaims> {
  const tokens = await serviceTokens(config, clock);
  return claimsIn(await tokens.getAccessToken());
}
