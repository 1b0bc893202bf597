import * as oidc from 'openid-client';
import type { CryptoKey } from 'jose';
import { AppError } from '../platform/errors.ts';

/** Access tokens for admin calls; `forget` after a 401 makes the next call fetch a new one. */
export type TokenSource = { getAccessToken(): Promise<string>; forget(): void };

/** Where and as whom to ask. `issuer` is the realm's public one, also when `tokenUrl` is a back-channel address. */
export type TokenClient = {
  issuer: string;
  tokenUrl: string;
  clientId: string;
  clientAuth: () => oidc.ClientAuth;
  limitMs?: number;
  now?: () => Date;
};

/** ES256 key of the sidecar as published in its JWKS; asked for each time, because keys rotate. */
export type SigningKey = { privateKey: CryptoKey; kid: string };

const renewBeforeMs = 30_000;

/** Token source of a client by `client_credentials`: cached until 30 s before expiry, one request at a time. */
export function openTokenSource(client: TokenClient): TokenSource {
  const now = (): number => (client.now ? client.now().getTime() : Date.now());
  let held: { token: string; until: number } | undefined;
  let pending: Promise<string> | undefined;

  async function fetchToken(): Promise<string> {
    const answer = await requestToken(client);
    const lifeMs = (answer.expires_in ?? 60) * 1000;
    held = { token: answer.access_token, until: now() + Math.max(lifeMs - renewBeforeMs, lifeMs / 2) };
    return answer.access_token;
  }

  return {
    async getAccessToken() {
      if (held && now() < held.until) return held.token;
      pending ??= fetchToken().finally(() => {
        pending = undefined;
      });
      return pending;
    },
    forget() {
      held = undefined;
    },
  };
}

/** Client authentication `private_key_jwt` (RFC 7523): `aud` = issuer, `jti`, 60 s, alg of the key. */
export function signedAssertion(currentKey: () => SigningKey): () => oidc.ClientAuth {
  return () => {
    const { privateKey, kid } = currentKey();
    return oidc.PrivateKeyJwt({ key: privateKey, kid });
  };
}

/** Client authentication by a secret; only for `realm apply`, the running sidecar has none. */
export function sharedSecret(secret: string): () => oidc.ClientAuth {
  return () => oidc.ClientSecretPost(secret);
}

/**
 * Whatever goes wrong here is `keycloak_unavailable`: it says nothing about the act at hand, and right after a
 * key change Keycloak answers 400 for about 10 s until it reads the JWKS again.
 */
async function requestToken({ issuer, tokenUrl, clientId, clientAuth, limitMs = 10_000 }: TokenClient) {
  const config = new oidc.Configuration(
    { issuer, token_endpoint: tokenUrl },
    clientId,
    undefined,
    clientAuth(),
  );
  config.timeout = limitMs / 1000;
  // The back channel to Keycloak may be plain http inside one host or network; https is the operator's choice.
  if (tokenUrl.startsWith('http:')) oidc.allowInsecureRequests(config);
  try {
    return await oidc.clientCredentialsGrant(config);
  } catch (cause) {
    throw new AppError('keycloak_unavailable', { cause });
  }
}
