import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { appClient, appKinds, type AppWish } from '../../realm-config/app-clients.ts';
import { addApp, listApps } from '../../sidecar/keycloak/add-app.ts';
import type { RealmFixture } from './realm-fixture.ts';
import { openRealm } from './realm-fixture.ts';

let fixture: RealmFixture;
beforeAll(async () => {
  fixture = await openRealm();
});
afterAll(() => fixture?.close());

const add = (kind: (typeof appKinds)[number], wish: AppWish) =>
  addApp(fixture.admin, fixture.realm, appClient(kind, wish));
const stored = async (clientId: string) =>
  (await fixture.admin.clients.find({ realm: fixture.realm, clientId }))[0];
const url = 'https://portal.example';

test('an app of each kind is kept as it was sent, and listed', async () => {
  for (const kind of appKinds) await add(kind, { clientId: `one-${kind}`, url, secret: 'not-a-secret' });
  const rows = await listApps(fixture.admin, fixture.realm);
  expect(rows.map(({ clientId, kind }) => [clientId, kind])).toEqual(
    appKinds.map((kind) => [`one-${kind}`, kind]).toSorted(),
  );
  for (const kind of appKinds)
    expect(await stored(`one-${kind}`)).toMatchObject({
      fullScopeAllowed: false,
      frontchannelLogout: false,
    });
  expect((await stored('one-web'))?.defaultClientScopes?.toSorted()).toEqual([
    'basic',
    'einlass-access',
    'email',
    'profile',
  ]);
  expect((await stored('one-web'))?.optionalClientScopes).toEqual([]);
  expect((await stored('one-saml'))?.defaultClientScopes).toEqual(['einlass-access-saml']);
});

test('a client that is there is not touched', async () => {
  await add('web', { clientId: 'taken', url, secret: 'first' });
  const before = await stored('taken');
  await expect(add('spa', { clientId: 'taken', url: 'https://other.example' })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(await stored('taken')).toEqual(before);
});

test('where Keycloak keeps something else than was sent, no client is left', async () => {
  const body = appClient('web', { clientId: 'other', url, secret: 'not-a-secret' });
  // Stands for a setting that the server does not know: it leaves what is empty out.
  const attributes = { ...(body['attributes'] as object), 'einlass.unknown': '' };
  await expect(addApp(fixture.admin, fixture.realm, { ...body, attributes })).rejects.toMatchObject({
    code: 'keycloak_rejected',
    cause: { message: expect.stringContaining('attributes/einlass.unknown') },
  });
  expect(await stored('other')).toBeUndefined();
});

test('of two at once one is made and the other told that it is taken', async () => {
  const both = await Promise.allSettled([
    add('web', { clientId: 'raced', url, secret: 'a' }),
    add('web', { clientId: 'raced', url, secret: 'b' }),
  ]);
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  const failed = both.find((one) => one.status === 'rejected');
  expect(failed?.reason).toMatchObject({ code: 'conflict' });
});

test('an API and a gate that are not there are named, and nothing is made', async () => {
  const wish = { clientId: 'caller', url, calls: ['one-api', 'nobody'], gates: ['nowhere'] };
  await expect(add('spa', wish)).rejects.toMatchObject({
    code: 'not_found',
    fields: [
      { field: 'calls', text: 'missing', params: { name: 'nobody' } },
      { field: 'scope', text: 'missing', params: { name: 'einlass-gate-nowhere' } },
    ],
  });
  expect(await stored('caller')).toBeUndefined();
});

test('an app cannot sign anybody in without PKCE, nor by a scope that is not its own', async () => {
  await add('spa', { clientId: 'page', url });
  const challenge = { code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' };
  const ask = async (more: Record<string, string>) => {
    const query = { client_id: 'page', response_type: 'code', redirect_uri: `${url}/`, scope: 'openid' };
    const address = `${fixture.issuer}/protocol/openid-connect/auth?${new URLSearchParams({ ...query, ...more })}`;
    const answer = await fetch(address, { redirect: 'manual' });
    return answer.headers.get('location') ?? answer.status;
  };
  expect(await ask(challenge)).toBe(200);
  expect(await ask({})).toContain('code_challenge_method');
  expect(await ask({ ...challenge, code_challenge_method: 'plain' })).toContain('error=invalid_request');
  expect(await ask({ ...challenge, scope: 'openid offline_access' })).toContain('error=invalid_scope');
  expect(await ask({ ...challenge, redirect_uri: `${url}/other` })).toBe(400);
});
