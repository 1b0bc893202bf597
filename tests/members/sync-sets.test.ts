import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { claimMembers } from '../../sidecar/members/due.store.ts';
import { confirmSyncs, renewClaims, returnClaims } from '../../sidecar/members/sync.store.ts';
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
const rowOf = (id: string) =>
  database.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

/** So many people, claimed together; nobody else is due. */
async function claimed(count: number) {
  await database.db.updateTable('member').set({ sync_state: 'done' }).execute();
  for (let each = 0; each < count; each += 1) {
    const id = randomUUID();
    await insertMember(database.db, { id, firstName: 'Jo', lastName: 'Due', username: `jo.${id}` });
    const due = { sync_state: 'pending', sync_due_at: start } as const;
    await database.db.updateTable('member').set(due).where('id', '=', id).execute();
  }
  return claimMembers(database.db, start, 60, 100);
}
const ended = (members: Awaited<ReturnType<typeof claimed>>) =>
  members.map((member) => ({ member, userId: `account of ${member.id}` }));

test('in a set, who was fenced off neither confirms nor renews; the others do', async () => {
  const [first, overtaken, last] = await claimed(3);
  if (!first || !overtaken || !last) throw new Error('nobody was due');
  await database.db.updateTable('member').set({ sync_attempt: 9 }).where('id', '=', overtaken.id).execute();
  const before = await rowOf(overtaken.id);
  const renewed = await renewClaims(database.db, [first, overtaken, last], start, 60);
  expect(renewed.map((member) => member?.id)).toEqual([first.id, undefined, last.id]);
  const confirmed = await confirmSyncs(database.db, ended([first, overtaken, last]), { wait: false });
  expect(confirmed).toEqual(new Set([first.id, last.id]));
  expect(await rowOf(overtaken.id)).toEqual(before);
  expect(await rowOf(last.id)).toMatchObject({
    sync_state: 'done',
    keycloak_user_id: `account of ${last.id}`,
  });
});

test('in a set, whose row changed meanwhile is due again, and renewing shows the change', async () => {
  const [changed, same] = await claimed(2);
  if (!changed || !same) throw new Error('nobody was due');
  const other = { sync_version: 7, first_name: 'Georg' };
  await database.db.updateTable('member').set(other).where('id', '=', changed.id).execute();
  const [seen] = await renewClaims(database.db, [changed, same], start, 60);
  expect(seen).toMatchObject({ version: 7, firstName: 'Georg' });
  await confirmSyncs(database.db, ended([changed, same]), { wait: false });
  expect((await rowOf(changed.id)).sync_state).toBe('pending');
  expect((await rowOf(same.id)).sync_state).toBe('done');
});

test('a claim that is a moment old is read as it is and not written, an older one is held for another lease', async () => {
  const [young, old] = await claimed(2);
  if (!young || !old) throw new Error('nobody was due');
  const until = addSeconds(start, 30);
  await database.db.updateTable('member').set({ sync_lease_until: until }).where('id', '=', old.id).execute();
  await database.db.updateTable('member').set({ first_name: 'Georg' }).where('id', '=', young.id).execute();
  const before = await rowOf(young.id);
  const renewed = await renewClaims(database.db, [young, old], addSeconds(start, 2), 60);
  expect(renewed.map((member) => member?.firstName)).toEqual(['Georg', 'Jo']);
  expect(await rowOf(young.id)).toEqual(before);
  expect((await rowOf(old.id)).sync_lease_until).toEqual(addSeconds(start, 62));
});

test('a set never waits for a row that somebody else is changing, and leaves it out', async () => {
  const members = await claimed(3);
  const [busy] = members;
  if (!busy) throw new Error('nobody was due');
  await database.db.transaction().execute(async (trx) => {
    await trx.updateTable('member').set({ first_name: 'Busy' }).where('id', '=', busy.id).execute();
    const confirmed = await database.db.transaction().execute(async (other) => {
      // Whoever waits for the row would wait for ever.
      await sql`set local lock_timeout = '3s'`.execute(other);
      return confirmSyncs(other, ended(members), { wait: false });
    });
    expect(confirmed).toEqual(new Set(members.slice(1).map(({ id }) => id)));
  });
  const alone = await confirmSyncs(database.db, ended([busy]), { wait: true });
  expect(alone).toEqual(new Set([busy.id]));
});

test('claims that were given back unbegun are due as before and count as no failure', async () => {
  const [begun, unbegun] = await claimed(2);
  if (!begun || !unbegun) throw new Error('nobody was due');
  await returnClaims(database.db, [unbegun]);
  expect(await rowOf(unbegun.id)).toMatchObject({
    sync_state: 'pending',
    sync_failures: 0,
    sync_error: null,
  });
  expect((await rowOf(begun.id)).sync_state).toBe('claimed');
  const again = await claimMembers(database.db, addSeconds(start, 1), 60, 10);
  expect(again.map(({ id }) => id)).toEqual([unbegun.id]);
});
