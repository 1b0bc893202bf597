import KeycloakAdminClient from '@keycloak/keycloak-admin-client';
import { toKeycloakError } from './errors.ts';
import { openTokenSource, sharedSecret } from './service-token.ts';
import type { TokenSource } from './service-token.ts';

/** The one file that imports Keycloak's admin client; everything else goes through these names. */
export type Admin = KeycloakAdminClient;
export type UserRow = NonNullable<Awaited<ReturnType<Admin['users']['findOne']>>>;
export type GroupRow = NonNullable<Awaited<ReturnType<Admin['groups']['findOne']>>>;
export type RealmRow = NonNullable<Awaited<ReturnType<Admin['realms']['findOne']>>>;
export type ClientRow = NonNullable<Awaited<ReturnType<Admin['clients']['findOne']>>>;
export type ProviderRow = NonNullable<Awaited<ReturnType<Admin['identityProviders']['findOne']>>>;
export type ScopeRow = NonNullable<Awaited<ReturnType<Admin['clientScopes']['findOne']>>>;
export type ProfileRow = Awaited<ReturnType<Admin['users']['getProfile']>>;
export type ExecutionRow = Awaited<ReturnType<Admin['authenticationManagement']['getExecutions']>>[number];

/** Who applies the realm: the bootstrap administrator of `master`, or a client of `master` with a service account. */
export type AdminCredentials = { url: string } & (
  | { username: string; password: string }
  | { clientId: string; clientSecret: string }
);

/** Admin client of one realm that takes its token from `tokens` at every call; `limitMs` aborts a call. */
export function openAdmin(options: {
  url: string;
  realm: string;
  tokens: Pick<TokenSource, 'getAccessToken'>;
  limitMs: number;
}): Admin {
  const admin = new KeycloakAdminClient({
    baseUrl: options.url.replace(/\/$/, ''),
    realmName: options.realm,
    timeout: options.limitMs,
  });
  admin.registerTokenProvider(options.tokens);
  return admin;
}

/** Signs in at `master` for `realm apply`; throws `keycloak_rejected` for a wrong password, `keycloak_unavailable` if down. */
export async function connectAdmin(credentials: AdminCredentials): Promise<Admin> {
  const url = credentials.url.replace(/\/$/, '');
  if ('clientId' in credentials) {
    const issuer = `${url}/realms/master`;
    const { clientId, clientSecret } = credentials;
    const tokenUrl = `${issuer}/protocol/openid-connect/token`;
    const tokens = openTokenSource({ issuer, tokenUrl, clientId, clientAuth: sharedSecret(clientSecret) });
    await tokens.getAccessToken();
    return openAdmin({ url, realm: 'master', tokens, limitMs: applyLimitMs });
  }
  // Asks for tokens alone: a client whose realm is changed would renew its own there, where nobody knows it.
  const signer = new KeycloakAdminClient({ baseUrl: url, realmName: 'master', timeout: applyLimitMs });
  const { username, password } = credentials;
  try {
    await signer.auth({ grantType: 'password', clientId: 'admin-cli', username, password });
  } catch (thrown) {
    throw toKeycloakError(thrown);
  }
  const tokens = { getAccessToken: async () => String(await signer.getAccessToken()) };
  return openAdmin({ url, realm: 'master', tokens, limitMs: applyLimitMs });
}

/** Making a realm generates keys and takes seconds on a small machine. */
const applyLimitMs = 60_000;
