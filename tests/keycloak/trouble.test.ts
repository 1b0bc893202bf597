import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import type { Directory } from '../../sidecar/keycloak/port.ts';
import type { SigningKey } from '../../sidecar/keycloak/service-token.ts';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { openFlakyProxy } from './flaky-proxy.ts';
import type { FlakyProxy, Mishap } from './flaky-proxy.ts';
import { newUser } from './people.ts';
import { openRealm } from './realm-fixture.ts';
import type { RealmFixture } from './realm-fixture.ts';
import { listening } from '../support/listening.ts';

let fixture: RealmFixture;
let proxy: FlakyProxy;
let directory: Directory;
/** The same with a limit so short that a stalled request ends the call. */
let hasty: Directory;
let decide: (method: string, path: string) => Mishap = () => 'pass';
const keys = createServer();

beforeAll(async () => {
  fixture = await openRealm();
  // A key of this file's own: the realm is pointed at the server that publishes it.
  const pair = await generateKeyPair('ES256');
  const key: SigningKey = { privateKey: pair.privateKey, kid: 'trouble' };
  const jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(pair.publicKey)), kid: key.kid, alg: 'ES256', use: 'sig' }],
  });
  keys.on('request', (_request, response) =>
    response.setHeader('content-type', 'application/json').end(jwks),
  );
  const publicUrl = await listening(keys);
  await applyRealm(fixture.admin, { ...fixture.input, publicUrl });
  proxy = await openFlakyProxy(fixture.url, (method, path) => decide(method, path));
  const { realm, issuer } = fixture;
  const options = { url: proxy.url, realm, issuer, currentKey: () => key };
  directory = openGateway(options);
  hasty = openGateway({ ...options, limitMs: 300 });
});
afterAll(async () => {
  await proxy.close();
  keys.close();
  await fixture.close();
});

const creates = (method: string, path: string): boolean => method === 'POST' && /\/users\/?$/.test(path);
const asks = (path: string): boolean => path.endsWith('/token');
const tokenRequests = (): number => proxy.seen.filter((one) => one.endsWith('/token')).length;

/** `mishap` for the first request that matches, `pass` for all others. */
function once(match: (method: string, path: string) => boolean, mishap: Mishap): void {
  let left = 1;
  decide = (method, path) => (match(method, path) && left-- > 0 ? mishap : 'pass');
}

test('the answer to a creation is lost: the account is found by its member id', async () => {
  once(creates, 'lose');
  const user = newUser();
  const made = await directory.createUser(user);
  expect(made.created).toBe(false);
  expect((await directory.findByMember(user.memberId))?.userId).toBe(made.userId);
});

test('a creation that did not happen is unavailable, and the next try makes it', async () => {
  const user = newUser();
  for (const mishap of [503, 'stall'] as const) {
    once(creates, mishap);
    await expect(hasty.createUser(user)).rejects.toMatchObject({ code: 'keycloak_unavailable' });
  }
  decide = () => 'pass';
  expect((await directory.createUser(user)).created).toBe(true);
});

test('redeeming that gets no answer ends by its own limit', async () => {
  const { userId } = await directory.createUser(newUser());
  once((method) => method === 'PUT', 'stall');
  const error = await directory.enableVerified(userId, { limitMs: 100 }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'keycloak_unavailable' });
  decide = () => 'pass';
  await directory.enableVerified(userId);
  expect((await directory.getUser(userId))?.enabled).toBe(true);
});

test('a refused token is replaced once; a second refusal is told', async () => {
  await directory.userCount();
  const before = tokenRequests();
  once((_method, path) => path.endsWith('/users/count'), 401);
  expect(await directory.userCount()).toBeGreaterThan(0);
  expect(tokenRequests()).toBe(before + 1);
  decide = (_method, path) => (path.endsWith('/users/count') ? 401 : 'pass');
  await expect(directory.userCount()).rejects.toMatchObject({ code: 'keycloak_rejected' });
});

test('many calls at once fetch one token, and it is kept until 30 s before its end', async () => {
  decide = () => 'pass';
  let now = new Date();
  const { realm, issuer, admin } = fixture;
  const counting = await openFlakyProxy(fixture.url, () => 'pass');
  const pair = await generateKeyPair('ES256');
  const kid = 'fresh';
  const jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(pair.publicKey)), kid, alg: 'ES256', use: 'sig' }],
  });
  keys.removeAllListeners('request');
  keys.on('request', (_request, response) =>
    response.setHeader('content-type', 'application/json').end(jwks),
  );
  // A client of its own, because Keycloak reads a client's new keys only after a pause.
  const [sidecar] = await admin.clients.find({ realm, clientId: 'einlass-sidecar' });
  const { id: _id, ...copy } = sidecar ?? {};
  const clientId = 'einlass-second';
  const made = await admin.clients.create({ ...copy, realm, clientId });
  const account = await admin.clients.getServiceAccountUser({ realm, id: made.id });
  const [management] = await admin.clients.find({ realm, clientId: 'realm-management' });
  const where = { realm, id: String(management?.id), roleName: 'manage-users' };
  const role = await admin.clients.findRole(where);
  await admin.users.addClientRoleMappings({
    realm,
    id: String(account.id),
    clientUniqueId: String(management?.id),
    roles: [{ id: String(role?.id), name: 'manage-users' }],
  });
  const gateway = openGateway({
    url: counting.url,
    realm,
    issuer,
    clientId,
    currentKey: () => ({ privateKey: pair.privateKey, kid }),
    now: () => now,
  });
  const count = () => counting.seen.filter(asks).length;
  await Promise.all(Array.from({ length: 10 }, () => gateway.userCount()));
  expect(count()).toBe(1);
  now = new Date(now.getTime() + 269_000);
  await gateway.userCount();
  expect(count()).toBe(1);
  now = new Date(now.getTime() + 2_000);
  await gateway.userCount();
  expect(count()).toBe(2);
  await counting.close();
});

test('Keycloak down, or not letting us in, is unavailable, whatever was asked', async () => {
  const { realm, issuer, url } = fixture;
  const pair = await generateKeyPair('ES256');
  const currentKey = () => ({ privateKey: pair.privateKey, kid: 'unknown' });
  const down = openGateway({ url: 'http://127.0.0.1:1', realm, issuer, currentKey });
  await expect(down.userCount()).rejects.toMatchObject({ code: 'keycloak_unavailable' });
  const stranger = openGateway({ url, realm, issuer, currentKey });
  await expect(stranger.userCount()).rejects.toMatchObject({ code: 'keycloak_unavailable' });
});
