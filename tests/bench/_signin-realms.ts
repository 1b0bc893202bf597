import { createHash, randomBytes } from 'node:crypto';
import type { Admin } from '../../sidecar/keycloak/admin-client.ts';
import { randomRealm } from '../keycloak/realm-fixture.ts';
import { authorizeUrl } from '../support/authorize-url.ts';
import { httpBrowser } from '../support/http-browser.ts';

/** Cheap on purpose: with Keycloak's own hashing every realm would be as slow as that. */
export const cheapHashing = 'hashAlgorithm(pbkdf2-sha256) and hashIterations(1000)';
export const password = 'Ein-eigenes-Passwort-7';
/** So many that no two sign in as the same person at once. */
const people = 64;
const person = (nth: number): string => `bench.${nth % people}`;

/** A realm with people, and the app that they sign in to. */
export type SignInRealm = { issuer: string; clientId: string; secret: string; redirectUri: string };

/** Accounts of this realm; `more` is what each has besides. */
export async function addPeople(admin: Admin, realm: string, more: object = {}): Promise<void> {
  const users = Array.from({ length: people }, (_, nth) => ({
    username: person(nth),
    email: `${person(nth)}@muster.example`,
    emailVerified: true,
    firstName: 'Erika',
    lastName: 'Musterfrau',
    enabled: true,
    credentials: [{ type: 'password', value: password }],
    ...more,
  }));
  await admin.realms.partialImport({ realm, rep: { ifResourceExists: 'FAIL', users } });
}

/** A realm as Keycloak makes it, besides the hashing. */
export async function stockRealm(
  admin: Admin,
  url: string,
  more: object,
): Promise<SignInRealm & { realm: string }> {
  const realm = randomRealm();
  const redirectUri = 'http://127.0.0.1:9/callback';
  const app = { clientId: 'app', secret: 'not-a-secret-for-tests', redirectUris: [redirectUri] };
  await admin.realms.create({ realm, enabled: true, passwordPolicy: cheapHashing, clients: [app], ...more });
  await addPeople(admin, realm);
  return { realm, issuer: `${url}/realms/${realm}`, clientId: app.clientId, secret: app.secret, redirectUri };
}

/** One person's whole sign-in: the page, the password, and the app's tokens. */
async function signIn({ issuer, clientId, secret, redirectUri }: SignInRealm, nth: number): Promise<void> {
  const browser = httpBrowser();
  const verifier = randomBytes(32).toString('base64url');
  const own = {
    client_id: clientId,
    scope: 'openid profile email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  };
  const page = await browser.get(authorizeUrl(issuer, redirectUri, own));
  const answer = await browser.submit(page, { username: person(nth), password });
  const code = answer.location?.searchParams.get('code');
  if (!code) throw new Error(`${person(nth)} is not signed in: ${answer.status} at ${answer.url.pathname}`);
  const form = {
    grant_type: 'authorization_code',
    client_id: clientId,
    client_secret: secret,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  const tokens = await fetch(`${issuer}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  if (!tokens.ok) throw new Error(`no tokens: ${tokens.status} ${await tokens.text()}`);
  await tokens.arrayBuffer();
}

/** So many sign-ins, `hands` at once; answers seconds. */
export async function signInAll(realm: SignInRealm, count: number, hands = 8): Promise<number> {
  const from = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: hands }, async () => {
      for (let nth = next++; nth < count; nth = next++) await signIn(realm, nth);
    }),
  );
  return (performance.now() - from) / 1000;
}
