import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimMembers } from '../../sidecar/members/due.store.ts';
import { confirmSyncs, releaseSync } from '../../sidecar/members/sync.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertAreas, insertMember } from './import-fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database.close());

const start = new Date(Date.now() + 1000);
const after = (seconds: number): Date => addSeconds(start, seconds);
const row = (id: string) =>
  database.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** Somebody who is due now; nobody else is. */
async function due(): Promise<string> {
  const id = randomUUID();
  await database.db.updateTable('member').set({ sync_state: 'done' }).execute();
  await insertMember(database.db, { id, firstName: 'Jo', lastName: 'Due', username: `jo.${id}` });
  await database.db
    .updateTable('member')
    .set({ sync_state: 'pending', sync_due_at: start })
    .where('id', '=', id)
    .execute();
  return id;
}
async function claimed(now: Date) {
  const [one] = await claimMembers(database.db, now, 60, 10);
  if (!one) throw new Error('nobody was due');
  return one;
}

async function confirmed(member: Awaited<ReturnType<typeof claimed>>, userId: string): Promise<boolean> {
  return (await confirmSyncs(database.db, [{ member, userId }], { wait: true })).has(member.id);
}

test('of many claimers at once each member goes to one', async () => {
  const id = await due();
  const claims = await Promise.all(
    Array.from({ length: 20 }, () => claimMembers(database.db, start, 60, 10)),
  );
  expect(claims.flat().map((member) => member.id)).toEqual([id]);
});

test('who was fenced off can neither confirm nor give back', async () => {
  const id = await due();
  const old = await claimed(start);
  expect(await claimMembers(database.db, after(59), 60, 10)).toEqual([]);
  const newer = await claimed(after(61));
  expect(newer.attempt).toBe(old.attempt + 1);
  const before = await row(id);
  expect(await confirmed(old, 'an-older-account')).toBe(false);
  await releaseSync(database.db, old, 'conflict', undefined);
  expect(await row(id)).toEqual(before);
  expect(await confirmed(newer, 'the-account')).toBe(true);
  expect(await row(id)).toMatchObject({ sync_state: 'done', keycloak_user_id: 'the-account' });
});

test('a change that came while Keycloak was asked leaves the member due', async () => {
  const id = await due();
  const held = await claimed(start);
  await database.db.updateTable('member').set({ sync_version: 9 }).where('id', '=', id).execute();
  expect(await confirmed(held, randomUUID())).toBe(true);
  expect(await row(id)).toMatchObject({ sync_state: 'pending' });
  expect((await claimed(after(1))).version).toBe(9);
});

test('a failed attempt comes again at its time, or ends with its reason', async () => {
  const id = await due();
  const held = await claimed(start);
  await releaseSync(database.db, held, 'keycloak_unavailable', after(8));
  expect(await claimMembers(database.db, after(7), 60, 10)).toEqual([]);
  const again = await claimed(after(8));
  expect(again.failures).toBe(1);
  await releaseSync(database.db, again, 'conflict', undefined);
  expect(await row(id)).toMatchObject({ sync_state: 'failed', sync_error: 'conflict' });
});
