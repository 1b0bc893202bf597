import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRealm } from './realm-fixture.ts';
import type { RealmFixture } from './realm-fixture.ts';

let fixture: RealmFixture;

beforeAll(async () => {
  fixture = await openRealm();
});
afterAll(() => fixture.close());

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

function request(clientId: string, redirectUri: string, more: Record<string, string> = {}): string {
  const query = {
    client_id: clientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    ...more,
  };
  return `${fixture.issuer}/protocol/openid-connect/auth?${new URLSearchParams(query)}`;
}

/** Follows Keycloak's redirects as a browser with its cookies would, up to the first address outside of Keycloak. */
async function follow(url: string): Promise<{ status: number; location: string }> {
  const cookies = new Map<string, string>();
  for (let next = url; ; ) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    const location = answer.headers.get('location');
    if (!location?.startsWith(fixture.url)) return { status: answer.status, location: location ?? '' };
    next = location;
  }
}

const pkce = { code_challenge: challenge, code_challenge_method: 'S256' };
const app = () => `${fixture.input.demoApp?.url}/callback`;

test.each([
  ['a hint', { kc_idp_hint: 'access' }],
  ['a wish to register', { prompt: 'create' }],
])('%s leads to the sidecar, with the flow and PKCE of Keycloak', async (_name, more) => {
  const { location } = await follow(request('sample-app', app(), { ...pkce, ...more, flow: 'handle-1' }));
  const url = new URL(location);
  expect(url.origin + url.pathname).toBe(`${fixture.input.publicUrl}/op/authorize`);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    client_id: 'keycloak',
    response_type: 'code',
    scope: 'openid',
    flow: 'handle-1',
    code_challenge_method: 'S256',
    redirect_uri: `${fixture.issuer}/broker/access/endpoint`,
  });
  for (const name of ['state', 'nonce', 'code_challenge']) expect(url.searchParams.get(name)).toBeTruthy();
});

test.each([
  ['einlass-admin', '/admin/callback'],
  ['einlass-links', '/i/callback'],
  ['einlass-me', '/me/callback'],
])('%s may sign in at its one address, and only with PKCE', async (clientId, path) => {
  const { publicUrl } = fixture.input;
  expect((await follow(request(clientId, publicUrl + path, pkce))).status).toBe(200);
  const without = new URL((await follow(request(clientId, publicUrl + path))).location);
  expect(without.searchParams.get('error')).toBe('invalid_request');
  expect((await follow(request(clientId, `${publicUrl}${path}/more`, pkce))).status).toBe(400);
});

test('the service account cannot be signed in to by a browser', async () => {
  const answer = await follow(request('einlass-sidecar', app(), pkce));
  expect(answer.status).not.toBe(200);
  expect(answer.location).not.toContain('code=');
});
