import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { showOnce } from '../../sidecar/credentials/letter.service.ts';
import { openGateway } from '../../sidecar/keycloak/gateway.ts';
import type { Directory } from '../../sidecar/keycloak/port.ts';
import { type Mishap, openFlakyProxy } from '../keycloak/flaky-proxy.ts';
import { type LetterHouse, openLetterHouse } from './letter-house.ts';
import { expireNow } from './run-out.ts';

let house: LetterHouse;
beforeAll(async () => {
  house = await openLetterHouse();
});
afterAll(() => house?.close());

const own = 'Mein-eigenes-Passwort-7';

/** The way to Keycloak with one mishap at the first call that this pattern names. */
async function through(
  pattern: RegExp,
  mishap: Mishap,
): Promise<{ directory: Directory; hit(): boolean; close(): Promise<void> }> {
  let hit = false;
  const proxy = await openFlakyProxy(house.realm.url, (method, path) => {
    const now = !hit && pattern.test(`${method} ${path}`);
    hit ||= now;
    return now ? mishap : 'pass';
  });
  const { realm, issuer, currentKey } = house.realm;
  const directory = openGateway({ url: proxy.url, realm, issuer, currentKey });
  return { directory, hit: () => hit, close: () => proxy.close() };
}

/** Tries until it is done, as the worker does; what waits for another try is tried at once. */
async function admitAnyhow(memberId: string, directory?: Directory): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    await house.admit(tries === 0 && directory ? { directory } : {});
    if ((await house.member(memberId)).syncState === 'done') return;
    await house.db
      .updateTable('member')
      .set({ sync_due_at: house.deps.clock() })
      .where('id', '=', memberId)
      .execute();
  }
  throw new Error('never done');
}

test('the answer to making the account is lost, and the person is faster than the next try: their own password stays', async () => {
  const memberId = await house.newcomer('sehr.schnell');
  const { password } = await showOnce(house.letters, house.boss, memberId);
  // Both the making and the look after it are lost, so that nothing is known of the account.
  const proxy = await openFlakyProxy(house.realm.url, (method, path) =>
    /POST .*\/users\/?$/.test(`${method} ${path}`) ? 'lose' : /[?&]q=/.test(path) ? 503 : 'pass',
  );
  const { realm, issuer, currentKey } = house.realm;
  const directory = openGateway({ url: proxy.url, realm, issuer, currentKey });
  await house.admit({ directory, once: true });
  await proxy.close();
  expect(await house.member(memberId)).toMatchObject({ syncState: 'pending', userId: '' });
  expect((await (await house.signIn('sehr.schnell', password)).choose(own)).end).toBe('app');
  await admitAnyhow(memberId);
  expect((await house.signIn('sehr.schnell', own)).end).toBe('app');
  expect(await house.letter(memberId)).toMatchObject({ state: 'redeemed' });
});

const calls = {
  'the look at what is there': /GET .*\/credentials$/,
  'taking the old one away': /DELETE .*\/credentials\//,
  'ending the sessions': /POST .*\/logout$/,
  'setting the new one': /PUT .*\/users\/[^/]+$/,
};

test.each(
  Object.entries(calls).flatMap(([name, pattern]) =>
    (['lose', 503] as const).map((mishap) => [`${name}: ${mishap}`, pattern, mishap] as const),
  ),
)('a new password for somebody who is there, cut off at %s', async (name, pattern, mishap) => {
  const username = name
    .replace(/[^a-z0-9]+/gi, '.')
    .toLowerCase()
    .slice(0, 40);
  const memberId = await house.newcomer(username);
  await house.admit();
  const first = await showOnce(house.letters, house.boss, memberId);
  expect((await (await house.signIn(username, first.password)).choose(own)).end).toBe('app');
  await house.feed();
  const { password } = await showOnce(house.letters, house.boss, memberId);
  const way = await through(pattern, mishap);
  await house.admit({ directory: way.directory, once: true });
  expect(way.hit()).toBe(true);
  await admitAnyhow(memberId);
  await way.close();
  expect((await house.signIn(username, password)).end).toBe('page');
  expect((await house.signIn(username, own)).end).toBe('refused');
  expect(await house.letter(memberId)).toMatchObject({ state: 'created' });
});

test('the answer to setting it is lost, and the person is faster than the next try: what they chose stays', async () => {
  const memberId = await house.newcomer('noch.schneller');
  await house.admit();
  const first = await showOnce(house.letters, house.boss, memberId);
  await (await house.signIn('noch.schneller', first.password)).choose(own);
  await house.feed();
  const { password } = await showOnce(house.letters, house.boss, memberId);
  const way = await through(calls['setting the new one'], 'lose');
  await house.admit({ directory: way.directory, once: true });
  await way.close();
  expect(await house.member(memberId)).toMatchObject({ syncState: 'pending', passwordDue: 'setting' });
  expect((await (await house.signIn('noch.schneller', password)).choose('Ein-drittes-Passwort-9')).end).toBe(
    'app',
  );
  await admitAnyhow(memberId);
  expect((await house.signIn('noch.schneller', 'Ein-drittes-Passwort-9')).end).toBe('app');
  expect(await house.letter(memberId)).toMatchObject({ state: 'redeemed' });
});

test.each(['lose', 503] as const)(
  'an expiry that was cut off leaves nobody shut out who is in: %s',
  async (mishap) => {
    const username = `abgelaufen.${mishap}`;
    const memberId = await house.newcomer(username);
    await house.admit();
    const first = await showOnce(house.letters, house.boss, memberId);
    await (await house.signIn(username, first.password)).choose(own);
    await house.feed();
    const { password } = await showOnce(house.letters, house.boss, memberId);
    await house.admit();
    await expireNow(house, memberId);
    // The account is closed by then; this is the look after it.
    const way = await through(/DELETE .*\/credentials\//, mishap);
    await house.admit({ directory: way.directory, once: true });
    expect(way.hit()).toBe(true);
    await way.close();
    const { userId, passwordDue } = await house.member(memberId);
    expect(passwordDue).toBe('reopen');
    expect((await house.deps.directory.getUser(userId))?.enabled).toBe(false);
    await admitAnyhow(memberId);
    expect((await house.deps.directory.getUser(userId))?.enabled).toBe(true);
    expect((await house.signIn(username, password)).end).toBe('refused');
  },
);

test('an expiry that was cut off, and a new letter before the next try: the new password lets the person in', async () => {
  const memberId = await house.newcomer('abgelaufen.und.neu');
  await house.admit();
  const first = await showOnce(house.letters, house.boss, memberId);
  await (await house.signIn('abgelaufen.und.neu', first.password)).choose(own);
  await house.feed();
  await showOnce(house.letters, house.boss, memberId);
  await house.admit();
  await expireNow(house, memberId);
  const way = await through(/DELETE .*\/credentials\//, 503);
  await house.admit({ directory: way.directory, once: true });
  await way.close();
  const { userId } = await house.member(memberId);
  expect((await house.deps.directory.getUser(userId))?.enabled).toBe(false);
  const { password } = await showOnce(house.letters, house.boss, memberId);
  await admitAnyhow(memberId);
  expect((await house.deps.directory.getUser(userId))?.enabled).toBe(true);
  expect(
    (await (await house.signIn('abgelaufen.und.neu', password)).choose('Ein-drittes-Passwort-9')).end,
  ).toBe('app');
});
