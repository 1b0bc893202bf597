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
  tokens: TokenSource;
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
  const options = { baseUrl: url, realmName: 'master', timeout: applyLimitMs };
  // One of its own for the token, which is renewed after a minute, always at `master`, whichever realm the other one works on by then.
  const signedIn = new KeycloakAdminClient(options);
  const { username, password } = credentials;
  const signIn = async (): Promise<void> => {
    try {
      await signedIn.auth({ grantType: 'password', clientId: 'admin-cli', username, password });
    } catch (thrown) {
      throw toKeycloakError(thrown);
    }
  };
  /** Signs in anew where the session is over, as after half an hour without a call. */
  const getAccessToken = async (): Promise<string | undefined> => {
    try {
      return await signedIn.getAccessToken();
    } catch {
      await signIn();
      return signedIn.accessToken;
    }
  };
  await signIn();
  const admin = new KeycloakAdminClient(options);
  admin.registerTokenProvider({ getAccessToken });
  return admin;
}

/** Making a realm generates keys, and took over a minute on two busy cores while people were imported into another. */
const applyLimitMs = 180_000;
