import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { startUndo } from '../../sidecar/imports/undo.service.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import { inviteMember } from '../../sidecar/invitations/invite-one.service.ts';
import '../../sidecar/invitations/invitation.table.ts';
import { completedSignIn } from '../../sidecar/members/sign-in.service.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import '../../sidecar/audit/audit.table.ts';
import {
  insertAreas,
  insertMember,
  id as uuid,
  networkManager,
  north,
  northManager,
  south,
} from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { ring } from '../invitations/invited.ts';
import { workbook } from './cells.ts';
import { importer, importOf, rowsOf } from './import-flow.ts';

const me = networkManager.actor.memberId;
const titles = ['Nachname', 'Vorname', 'E-Mail', 'Personalnummer', 'Bereich', 'Höchste Rolle'];
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => [
    `Muster${index}`,
    'Jörg',
    `m${index}@example.com`,
    String(index).padStart(6, '0'),
    'Werk Nord',
    'Mitglied',
  ]);

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterEach(async () => opened.close());

const membersNow = () =>
  db
    .selectFrom('member')
    .select(['id', 'state', 'last_name', 'email', 'employee_number'])
    .orderBy('last_name')
    .execute();
const idOf = async (lastName: string): Promise<string> =>
  (await membersNow()).find((member) => member.last_name === lastName)?.id ?? '';
const acts = async (prefix: string) =>
  (await db.selectFrom('audit').select('act').execute()).filter(({ act }) => act.startsWith(prefix)).length;

/** Imports these rows to the end, accounts included. */
async function imported(
  rows: string[][],
  scope: AdminScope = networkManager,
  target: Partial<ImportTarget> = {},
) {
  const flow = importer(db, scope, target);
  const file = await workbook([titles, ...rows]);
  const run = async (): Promise<string> => {
    const id = await flow.upload(file, scope.actor.memberId);
    const nudge = await flow.start(id, scope.actor.memberId);
    if (nudge) await flow.job.handle(nudge);
    await db
      .updateTable('member')
      .set({ sync_state: 'done', keycloak_user_id: sql`gen_random_uuid()::text` })
      .execute();
    flow.wait(10);
    await flow.sweep();
    expect((await importOf(db, id)).state).toBe('done');
    return id;
  };
  const members = flow.members as unknown as ImportTarget;
  const undo = (id: string, by = scope.actor.memberId) => startUndo(db, members, id, by);
  return { flow, file, run, undo, id: await run() };
}
const endsOf = async (id: string) =>
  (await rowsOf(db, id)).map(({ state, problems }) => [state, problems.at(-1)?.text.split('.').at(-1)]);
const invitation = () => ({
  db,
  ring,
  clock: () => new Date(),
  origin: 'https://access.example',
  validDays: 14,
  nudgeMail: async () => {},
});

test('whom it created is gone, whom it changed is as before, and the same file can be imported again', async () => {
  const known = { id: uuid(71), firstName: 'Erika', lastName: 'Alt', username: 'erika', employeeNumber: '9' };
  await insertMember(db, { ...known, email: 'old@example.com' }, [{ areaId: north.id, role: 'editor' }]);
  const before = await db.selectFrom('grant').selectAll().execute();
  const rows = [...people(3), ['Neu', 'Erika', 'new@example.com', '9', 'Werk Süd', 'Mitglied']];
  const { flow, run, undo, id } = await imported(rows);
  expect(await idOf('Neu')).toBe(known.id);
  const started = await Promise.all(Array.from({ length: 10 }, () => undo(id)));
  expect(started.filter((nudge) => nudge !== undefined)).toHaveLength(1);
  await Promise.all(Array.from({ length: 10 }, (_, attempt) => flow.job.handle({ row: id, attempt })));
  expect((await importOf(db, id)).state).toBe('undone');
  const alive = (await membersNow()).filter(({ state }) => state !== 'deleted');
  expect(alive).toEqual([
    { id: known.id, state: 'created', last_name: 'Alt', email: 'old@example.com', employee_number: '9' },
  ]);
  expect(await db.selectFrom('grant').selectAll().execute()).toEqual(before);
  expect(
    await db.selectFrom('member').select('id').where('sync_state', '=', 'pending').execute(),
  ).toHaveLength(4);
  expect([await acts('member.deleted'), await acts('import.und')]).toEqual([3, 2]);
  expect(await undo(id)).toBeUndefined();
  expect(await flow.start(id, me)).toBeUndefined();
  const again = await run();
  expect((await rowsOf(db, again)).map(({ state, verdict }) => [state, verdict])).toEqual([
    ['stored', 'new'],
    ['stored', 'new'],
    ['stored', 'new'],
    ['stored', 'changed'],
  ]);
});

test('not offered once somebody whom it created was invited, also if the link was withdrawn since', async () => {
  const { undo, id } = await imported(people(2));
  await inviteMember(invitation(), networkManager, await idOf('Muster0'));
  await db.updateTable('member').set({ state: 'created' }).execute();
  await expect(undo(id)).rejects.toMatchObject({ fields: [{ text: 'imports.undo.settled' }] });
  expect((await importOf(db, id)).state).toBe('done');
});

test('an invitation, a sign-in or an edit that comes between press and work wins', async () => {
  const { flow, undo, id } = await imported(people(5));
  await undo(id);
  await inviteMember(invitation(), networkManager, await idOf('Muster0'));
  await completedSignIn(db, await idOf('Muster1'), new Date());
  await db.updateTable('member').set({ salutation: 'Dr.' }).where('last_name', '=', 'Muster2').execute();
  await db
    .insertInto('grant')
    .values({ member_id: await idOf('Muster3'), area_id: south.id, role: 'member', origin: 'manual' })
    .execute();
  await flow.sweep();
  expect(await endsOf(id)).toEqual([
    ['kept', 'settled'],
    ['kept', 'settled'],
    ['kept', 'changedSince'],
    ['kept', 'changedSince'],
    ['undone', undefined],
  ]);
  expect((await membersNow()).map(({ state }) => state)).toEqual([
    'invited',
    'active',
    'created',
    'created',
    'deleted',
  ]);
});

test('undo racing invitations and sign-ins: each person is invited and kept, or gone and never mailed', async () => {
  const { flow, undo, id } = await imported(people(30));
  await undo(id);
  const ids = (await membersNow()).map(({ id: memberId }) => memberId);
  await Promise.all([
    flow.sweep(),
    ...ids.map((member, index) =>
      index % 2 === 0
        ? inviteMember(invitation(), networkManager, member).catch(() => undefined)
        : completedSignIn(db, member, new Date()),
    ),
  ]);
  expect((await importOf(db, id)).state).toBe('undone');
  const invited = await db.selectFrom('invitation').select('member_id').execute();
  for (const row of await rowsOf(db, id)) {
    const { state } = await db
      .selectFrom('member')
      .select('state')
      .where('id', '=', row.subject_id ?? '')
      .executeTakeFirstOrThrow();
    const mailed = invited.some((each) => each.member_id === row.subject_id);
    expect([row.state, mailed]).toEqual(
      state === 'deleted' ? ['undone', false] : ['kept', state === 'invited'],
    );
  }
});

test('killed inside a batch of undoing, it goes on behind the last one', async () => {
  let batches = 0;
  const { flow, undo, id } = await imported(people(1100), networkManager, {
    undo: async (...args) => {
      const undone = await flow.members.undo(...(args as Parameters<typeof flow.members.undo>));
      batches += 1;
      if (batches === 2) throw new Error('killed');
      return undone;
    },
  });
  const nudge = await undo(id);
  if (!nudge) throw new Error('not started');
  await expect(flow.job.handle(nudge)).rejects.toThrow('killed');
  expect((await endsOf(id)).filter(([state]) => state === 'undone')).toHaveLength(500);
  flow.wait(130);
  expect(await flow.sweep()).toBe(1);
  expect((await importOf(db, id)).state).toBe('undone');
  expect(await acts('member.deleted')).toBe(1100);
});

test('who lost the right in an area of a person leaves that person as they are', async () => {
  const { undo, id } = await imported([...people(2), ['Süd', 'Sofie', '', '77', 'Werk Süd', 'Mitglied']]);
  await undo(id, northManager.actor.memberId);
  const { job, wait, sweep } = importer(db, northManager);
  expect(await job.sweep(db)).toHaveLength(1);
  wait(1);
  await sweep();
  expect(await endsOf(id)).toEqual([
    ['undone', undefined],
    ['undone', undefined],
    ['kept', 'mayNotUndo'],
  ]);
});

test('a key that went to somebody else stays there', async () => {
  const known = { id: uuid(71), firstName: 'Erika', lastName: 'Alt', username: 'erika', employeeNumber: '9' };
  await insertMember(db, { ...known, email: 'old@example.com' }, [{ areaId: north.id, role: 'member' }]);
  const { flow, undo, id } = await imported([['Alt', 'Erika', 'new@example.com', '9', 'Werk Nord', '']]);
  await insertMember(db, {
    id: uuid(72),
    firstName: 'X',
    lastName: 'Y',
    username: 'xy',
    email: 'old@example.com',
  });
  await undo(id);
  await flow.sweep();
  expect(await endsOf(id)).toEqual([['kept', 'keyTaken']]);
  expect((await membersNow())[0]?.email).toBe('new@example.com');
});
