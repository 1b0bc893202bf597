import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { KeyRing } from '../../sidecar/platform/secrets.ts';
import { countedAddress, windowsOf } from '../../sidecar/registration/tries.rules.ts';
import { forgetTries, openTries, type Trier } from '../../sidecar/registration/tries.store.ts';
import { atOnce } from '../support/at-once.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const ring: KeyRing = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
const tries = openTries(ring);
const now = new Date('2026-03-10T08:20:00Z');
const trier = (more: Partial<Trier> = {}): Trier => ({
  email: `${randomBytes(6).toString('hex')}@example.com`,
  visitor: randomBytes(32),
  now,
  ...more,
});
const mostOf = (kind: string) => windowsOf('facts', now).find((window) => window.kind === kind)?.most ?? 0;
const perMailbox = mostOf('facts-email-1h');
const perVisitor = mostOf('facts-visitor-1h');

const ask = (one: Trier) => database.db.transaction().execute((trx) => tries.mayTry(trx, one));
const allowed = async (count: number, work: (nth: number) => Promise<boolean>) =>
  (await atOnce(count, work)).filter(Boolean).length;

test('500 parallel tries from one visitor with as many mailboxes: exactly the limit is let through', async () => {
  const visitor = randomBytes(32);
  expect(await allowed(500, () => ask(trier({ visitor })))).toBe(perVisitor);
});

test('one mailbox is one counter, whatever its spelling, suffix or visitor', async () => {
  const spellings = ['Erika@Example.com', 'erika+1@example.com', 'erika+zwei@EXAMPLE.com'];
  expect(await allowed(30, (nth) => ask(trier({ email: spellings[nth % 3] as string })))).toBe(perMailbox);
  expect(countedAddress('+only@example.com')).not.toBe(countedAddress('+other@example.com'));
  expect(countedAddress('E.Ri.Ka+a@googlemail.com')).toBe('erika@gmail.com');
  expect(countedAddress('eri.ka@example.com')).toBe('eri.ka@example.com');
});

test('the next hour has tries again, the day as a whole does not have them without end', async () => {
  const one = trier();
  const hours = Array.from({ length: 24 }, (_, hour) => new Date(Date.UTC(2026, 2, 11, hour, 30)));
  let got = 0;
  for (const hour of hours)
    for (let nth = 0; nth < perMailbox; nth++) if (await ask({ ...one, now: hour })) got += 1;
  expect(got).toBe(mostOf('facts-email-24h'));
  expect(await ask({ ...one, now: addSeconds(hours[0] as Date, 24 * 3600) })).toBe(true);
});

test('whoever was let in does not count, so that a whole shift registers from one address', async () => {
  const visitor = randomBytes(32);
  for (let nth = 0; nth < perVisitor + 5; nth++) {
    const one = trier({ visitor });
    const letIn = await database.db.transaction().execute(async (trx) => {
      const may = await tries.mayTry(trx, one);
      await tries.giveBack(trx, one);
      return may;
    });
    expect(letIn).toBe(true);
  }
});

test('codes have counters of their own; no address is stored, and old counts go', async () => {
  const one = trier();
  const most = windowsOf('code', now)[0]?.most;
  expect(await allowed(30, () => tries.mayMail(database.db, one))).toBe(most);
  expect(await ask(one)).toBe(true);
  const rows = await database.db.selectFrom('try_count').selectAll().execute();
  expect(JSON.stringify(rows.map(({ key, ...row }) => ({ ...row, key: key.toString() })))).not.toContain(
    'example',
  );
  await forgetTries(database.db, addSeconds(now, 3 * 24 * 3600));
  const left = await database.db.selectFrom('try_count').select('since').execute();
  expect(left.every(({ since }) => since > now)).toBe(true);
});
