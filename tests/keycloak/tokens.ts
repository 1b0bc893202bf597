import { pbkdf2Sync, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { HashedCredential } from '../../sidecar/keycloak/port.ts';
import type { RealmFixture } from './realm-fixture.ts';

export const password = 'correct horse battery';

/** A password as Keycloak stores it; few rounds, because this is a test. */
export function hashed(plain: string = password): HashedCredential {
  const salt = randomBytes(16);
  const value = pbkdf2Sync(plain, salt, 1_000, 32, 'sha256');
  return {
    type: 'password',
    temporary: false,
    secretData: JSON.stringify({ value: value.toString('base64'), salt: salt.toString('base64') }),
    credentialData: JSON.stringify({ hashIterations: 1_000, algorithm: 'pbkdf2-sha256' }),
  };
}

/** A foreign public client with direct grant: the shortest way to real tokens of a person. */
export async function addProbeClient({ admin, realm }: RealmFixture): Promise<void> {
  await admin.clients.create({
    realm,
    clientId: 'probe',
    publicClient: true,
    directAccessGrantsEnabled: true,
  });
}

export async function signIn(
  { issuer }: RealmFixture,
  username: string,
): Promise<{ accessToken: string; idToken: string }> {
  const body = new URLSearchParams({
    grant_type: 'password',
    client_id: 'probe',
    scope: 'openid',
    username,
    password,
  });
  const answer = await fetch(`${issuer}/protocol/openid-connect/token`, { method: 'POST', body });
  const tokens = (await answer.json()) as {
    access_token?: string;
    id_token?: string;
    error_description?: string;
  };
  if (!tokens.access_token || !tokens.id_token) throw new Error(`no token: ${tokens.error_description}`);
  return { accessToken: tokens.access_token, idToken: tokens.id_token };
}

export async function userinfo(
  { issuer }: RealmFixture,
  accessToken: string,
): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${accessToken}` };
  const answer = await fetch(`${issuer}/protocol/openid-connect/userinfo`, { headers });
  return (await answer.json()) as Record<string, unknown>;
}

/** Claim `access` of a token, sorted; `undefined` where the token has none. */
export function accessOf(token: string): string[] | undefined {
  const values = decodeJwt(token)['access'] as string[] | undefined;
  return values?.toSorted();
}
