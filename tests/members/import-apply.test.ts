import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { AppliedRow, ImportTarget } from '../../sidecar/imports/target.ts';
import type { MemberRecord } from '../../sidecar/members/import.ts';
import { areaColumn } from '../../sidecar/members/import.ts';
import { memberImportTarget } from '../../sidecar/members/import-target.ts';
import { sql } from 'kysely';
import type { Db, Trx } from '../../sidecar/platform/db.ts';
import '../../sidecar/audit/audit.table.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import {
  id,
  insertAreas,
  insertMember,
  network,
  networkManager,
  north,
  northManager,
  office,
  south,
  texts,
} from './import-fixtures.ts';

const now = new Date('2026-03-01T12:00:00Z');
// the assignment is the proof that members offer what the imports ask for
const target: ImportTarget<MemberRecord> = memberImportTarget({
  texts,
  clock: () => now,
  afterCommit: async () => {},
});
const importId = id(500);

let opened: TestDatabase | undefined;
let db: Db;
beforeEach(async () => {
  await opened?.close();
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterAll(async () => opened?.close());

type Cells = Record<string, string>;
async function preview(scope: AdminScope, rows: Cells[]) {
  const placed = rows.map((cells, index) => ({ number: index + 1, sheetRow: index + 2, cells }));
  const records = target.validate(scope, placed).flatMap(({ number, record, problems }) => {
    expect(problems).toEqual([]);
    return record ? [{ number, sheetRow: number + 1, record }] : [];
  });
  return target.diff(db, scope, records);
}
async function run(scope: AdminScope, rows: Cells[]) {
  const diffed = await preview(scope, rows);
  const open = diffed.filter(({ verdict }) => verdict === 'new' || verdict === 'changed');
  const applied = await db.transaction().execute((trx) => target.apply(trx, scope, importId, open));
  return applied.map(({ outcome }) => outcome);
}
const verdicts = async (scope: AdminScope, rows: Cells[]) =>
  (await preview(scope, rows)).map(({ verdict, problems }) => [
    verdict,
    ...problems.map(({ text }) => text.split('.').at(-1)),
  ]);
const endsOf = (applied: readonly AppliedRow[]) =>
  applied
    .toSorted((a, b) => a.number - b.number)
    .map(({ number, outcome, problems }) => [number, outcome, problems[0]?.text.split('.').at(-1)]);
const everything = async () => ({
  members: await db.selectFrom('member').selectAll().orderBy('username').execute(),
  grants: await db.selectFrom('grant').selectAll().orderBy('member_id').orderBy('area_id').execute(),
  audit: await db.selectFrom('audit').selectAll().orderBy('id').execute(),
});

const erika = {
  firstName: 'Erika',
  lastName: 'Müller',
  email: 'erika@example.com',
  employeeNumber: '0071',
  area: 'Werk Nord',
};
const uwe = { firstName: 'Uwe', lastName: 'Muster', area: 'Zentrale' };

test('new people get their data, grants in two areas, a proposed user name, and one audit row for each change', async () => {
  await insertMember(db, { id: id(100), firstName: 'Erika', lastName: 'Mueller', username: 'erika.mueller' });
  const rows = [{ ...erika, role: 'Redakteur', [areaColumn(south.id)]: 'Mitglied' }, uwe];
  const shown = await preview(networkManager, rows);
  expect(shown.map(({ record }) => [record.username, record.usernameProposed])).toEqual([
    ['erika.mueller2', true],
    ['uwe.muster', true],
  ]);
  expect(await run(networkManager, rows)).toEqual(['stored', 'stored']);
  const { members, grants, audit } = await everything();
  const stored = members.find((member) => member.username === 'erika.mueller2');
  expect(stored).toMatchObject({
    first_name: 'Erika',
    last_name: 'Müller',
    email: 'erika@example.com',
    employee_number: '0071',
    locale: 'de',
    state: 'created',
    origin: 'import',
    sync_state: 'pending',
    created_by: networkManager.actor.memberId,
  });
  expect(
    grants.filter((grant) => grant.member_id === stored?.id).map(({ area_id, role }) => [area_id, role]),
  ).toEqual([
    [north.id, 'editor'],
    [south.id, 'member'],
  ]);
  expect(
    audit.filter((row) => row.member_id === stored?.id).map(({ act, area_id }) => [act, area_id]),
  ).toEqual([
    ['member.created', null],
    ['grant.added', north.id],
    ['grant.added', south.id],
  ]);
  expect(JSON.stringify(audit)).not.toMatch(/Erika|Müller|example\.com|0071/);
});

test('a second run of the same rows finds nothing to do, with keys or without', async () => {
  const rows = [
    erika,
    uwe,
    { firstName: 'Ina', lastName: 'Ohne', username: 'ina', area: 'Werk Süd', role: 'Redakteur' },
  ];
  expect(await run(networkManager, rows)).toEqual(['stored', 'stored', 'stored']);
  const before = await everything();
  expect(await verdicts(networkManager, rows)).toEqual([['unchanged'], ['unchanged'], ['unchanged']]);
  expect(await run(networkManager, rows)).toEqual([]);
  expect(await everything()).toEqual(before);
});

test('applying one batch twice stores it once', async () => {
  const open = await preview(networkManager, [erika, uwe]);
  const apply = () => db.transaction().execute((trx) => target.apply(trx, networkManager, importId, open));
  expect((await apply()).map(({ outcome }) => outcome)).toEqual(['stored', 'stored']);
  const before = await everything();
  const again = await apply();
  expect(again.map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped']);
  expect(await everything()).toEqual(before);
});

test('differences change the person and let the account follow; empty cells clear nothing', async () => {
  await insertMember(
    db,
    {
      id: id(100),
      firstName: 'Erika',
      lastName: 'Muster',
      username: 'erika',
      employeeNumber: '0071',
      email: 'old@example.com',
    },
    [{ areaId: north.id, role: 'editor' }],
  );
  const [row] = await preview(networkManager, [erika]);
  expect(row?.verdict).toBe('changed');
  expect(row?.changes).toEqual([
    { field: { key: 'members.import.column.lastName' }, from: { text: 'Muster' }, to: { text: 'Müller' } },
    {
      field: { key: 'members.import.column.email' },
      from: { text: 'old@example.com' },
      to: { text: 'erika@example.com' },
    },
  ]);
  expect(await run(networkManager, [{ ...erika, [areaColumn(north.id)]: 'Newsroom-Manager' }])).toEqual([
    'stored',
  ]);
  const { members, grants, audit } = await everything();
  expect(members).toHaveLength(1);
  expect(members[0]).toMatchObject({
    last_name: 'Müller',
    email: 'erika@example.com',
    username: 'erika',
    sync_state: 'pending',
    sync_version: 2,
    sync_due_at: now,
  });
  expect(grants.map(({ role }) => role)).toEqual(['newsroom_manager']);
  expect(audit.map(({ act, details }) => [act, details])).toEqual([
    ['member.changed', { fields: ['lastName', 'email'], importId }],
    ['grant.changed', { role: 'newsroom_manager', from: 'editor', origin: 'import' }],
  ]);
  const { employeeNumber: _, ...withoutNumber } = erika;
  expect(await verdicts(networkManager, [withoutNumber])).toEqual([['unchanged']]);
});

test('a number is added to the person whom the e-mail means, and nobody takes over the key of another', async () => {
  await insertMember(
    db,
    { id: id(100), firstName: 'Erika', lastName: 'Müller', username: 'erika', email: 'erika@example.com' },
    [{ areaId: north.id, role: 'member' }],
  );
  await insertMember(
    db,
    { id: id(101), firstName: 'Uwe', lastName: 'Muster', username: 'uwe', employeeNumber: '9' },
    [{ areaId: north.id, role: 'member' }],
  );
  const [added] = await preview(networkManager, [erika]);
  expect(added).toMatchObject({ verdict: 'changed', subjectId: id(100) });
  const uweRow = { firstName: 'Uwe', lastName: 'Muster', employeeNumber: '9', area: 'Werk Nord' };
  expect(
    await verdicts(networkManager, [
      { ...uweRow, email: 'erika@example.com' },
      { ...uweRow, employeeNumber: '10', username: 'uwe' },
      { ...uweRow, employeeNumber: '11', username: 'erika', email: 'neu@example.com' },
      { ...uweRow, employeeNumber: '12', email: 'uwe@example.com' },
    ]),
  ).toEqual([['blocked', 'emailTaken'], ['blocked', 'usernameTaken'], ['blocked', 'usernameTaken'], ['new']]);
  expect(await verdicts(networkManager, [{ ...uweRow, username: 'other' }])).toEqual([
    ['blocked', 'usernameFixed'],
  ]);
});

test('two rows that mean one person by different keys are both blocked and name each other', async () => {
  await insertMember(db, {
    id: id(100),
    firstName: 'Erika',
    lastName: 'Müller',
    username: 'erika',
    email: 'erika@example.com',
    employeeNumber: '0071',
  });
  const { email: _mail, ...byNumber } = erika;
  const { employeeNumber: _number, ...byMail } = erika;
  const rows = await preview(networkManager, [byNumber, byMail]);
  expect(rows.map(({ verdict, problems }) => [verdict, problems.at(-1)?.params])).toEqual([
    ['blocked', { rows: '3' }],
    ['blocked', { rows: '2' }],
  ]);
});

test('a nameless key: somebody of that name with e-mail or number might be another person', async () => {
  await insertMember(db, {
    id: id(100),
    firstName: 'Uwe',
    lastName: 'Muster',
    username: 'uwe.muster',
    email: 'u@example.com',
  });
  expect(await verdicts(networkManager, [uwe])).toEqual([['blocked', 'nameTaken']]);
});

test('the e-mail of somebody who is invited or active stays', async () => {
  const base = {
    firstName: 'Erika',
    lastName: 'Müller',
    employeeNumber: '0071',
    email: 'old@example.com',
  } as const;
  await insertMember(db, { id: id(100), ...base, username: 'erika', state: 'active' }, [
    { areaId: north.id, role: 'member' },
  ]);
  expect(await verdicts(networkManager, [erika])).toEqual([['blocked', 'emailFixed']]);
});

test('a manager of one site gives roles there up to the own, changes nobody who is elsewhere too, and nothing leaks', async () => {
  await insertMember(
    db,
    {
      id: id(100),
      firstName: 'Ida',
      lastName: 'Fremd',
      username: 'ida',
      employeeNumber: '5',
      email: 'ida@example.com',
    },
    [{ areaId: office.id, role: 'member' }],
  );
  await insertMember(
    db,
    { id: id(101), firstName: 'Max', lastName: 'Chef', username: 'max', employeeNumber: '6' },
    [{ areaId: north.id, role: 'newsroom_manager' }],
  );
  const foreign = { firstName: 'Ida', lastName: 'Fremd', employeeNumber: '5', area: 'Werk Nord' };
  expect(
    await verdicts(northManager, [
      { ...erika, role: 'Newsroom-Manager' },
      { ...uwe, area: 'Werk Nord', role: 'Netzwerkmanager' },
      foreign,
      { firstName: 'Max', lastName: 'Neu', employeeNumber: '6', area: 'Werk Nord' },
    ]),
  ).toEqual([['new'], ['blocked', 'mayNotGrant'], ['changed'], ['blocked', 'mayNotChange']]);
  const [renamed] = await preview(northManager, [{ ...foreign, lastName: 'Anders' }]);
  expect(renamed).toMatchObject({ verdict: 'blocked', changes: [] });
  expect(JSON.stringify(renamed)).not.toMatch(/Fremd|ida@example\.com|Zentrale/);
  expect(await run(northManager, [foreign])).toEqual(['stored']);
  const { grants, members } = await everything();
  expect(grants.filter(({ member_id }) => member_id === id(100)).map(({ area_id }) => area_id)).toEqual([
    office.id,
    north.id,
  ]);
  expect(members.find((member) => member.id === id(100))?.last_name).toBe('Fremd');
});

test('no row takes the role of a network manager away', async () => {
  await insertMember(
    db,
    { id: id(100), firstName: 'Nora', lastName: 'Netz', username: 'nora', employeeNumber: '1' },
    [{ areaId: network.id, role: 'network_manager' }],
  );
  const row = { firstName: 'Nora', lastName: 'Netz', employeeNumber: '1', area: 'Muster AG' };
  expect(await verdicts(networkManager, [{ ...row, role: 'Mitglied' }])).toEqual([
    ['blocked', 'networkManager'],
  ]);
  expect(await verdicts(networkManager, [row])).toEqual([['unchanged']]);
});

test('rights that ended between preview and run are rights that count', async () => {
  const open = await preview(northManager, [erika]);
  const demoted = { ...northManager, actor: { ...northManager.actor, grants: [] } };
  const applied = await db.transaction().execute((trx) => target.apply(trx, demoted, importId, open));
  expect(applied).toMatchObject([
    { outcome: 'refused', problems: [{ text: 'members.import.problem.mayNotGrant' }] },
  ]);
  expect((await everything()).members).toEqual([]);
});

test('somebody who took the user name, the e-mail or the number meanwhile costs one row, not the batch', async () => {
  const ina = { firstName: 'Ina', lastName: 'Neu', employeeNumber: '77', area: 'Werk Nord' };
  const open = await preview(networkManager, [erika, uwe, ina]);
  await insertMember(db, { id: id(100), firstName: 'Ulf', lastName: 'Muster', username: 'uwe.muster' });
  await insertMember(db, {
    id: id(101),
    firstName: 'Eva',
    lastName: 'Anders',
    username: 'eva',
    email: 'erika@example.com',
    employeeNumber: '3',
  });
  const applied = await db.transaction().execute((trx) => target.apply(trx, networkManager, importId, open));
  expect(endsOf(applied)).toEqual([
    [1, 'refused', 'emailTaken'],
    [2, 'refused', 'usernameTaken'],
    [3, 'stored', undefined],
  ]);
});

test('two overlapping batches at the same time end as one after the other would', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    firstName: 'Erika',
    lastName: `Nummer${index}`,
    employeeNumber: String(index),
    area: 'Werk Nord',
  }));
  const first = await preview(networkManager, rows.slice(0, 40));
  const second = await preview(networkManager, rows.slice(20));
  const apply = (batch: typeof first) =>
    db.transaction().execute((trx) => target.apply(trx, networkManager, importId, batch));
  const outcomes = (await Promise.all([apply(first), apply(second)])).flat().map(({ outcome }) => outcome);
  expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(60);
  expect(outcomes.filter((outcome) => outcome === 'skipped')).toHaveLength(20);
  expect((await everything()).members).toHaveLength(60);
});

/** Inserts in a transaction of its own and commits once somebody waits for it; resolves when it holds its keys. */
async function overtake(insert: (trx: Trx) => Promise<void>): Promise<{ committed: Promise<void> }> {
  const holds = Promise.withResolvers<void>();
  const committed = db.transaction().execute(async (trx) => {
    await insert(trx);
    holds.resolve();
    const waiting = sql<{ waiting: boolean }>`
      select exists (select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock') as waiting`;
    while ((await waiting.execute(db)).rows[0]?.waiting !== true) continue;
  });
  await holds.promise;
  return { committed };
}

test('who is overtaken between the look and the write is refused alone; the others are changed', async () => {
  for (const number of [1, 2]) {
    const person = {
      firstName: 'Erika',
      lastName: 'Alt',
      username: `erika${number}`,
      employeeNumber: String(number),
    };
    await insertMember(db, { id: id(100 + number), ...person }, [{ areaId: north.id, role: 'member' }]);
  }
  const row = (number: number) => ({
    firstName: 'Erika',
    lastName: 'Neu',
    employeeNumber: String(number),
    email: `neu${number}@example.com`,
    area: 'Werk Nord',
  });
  const open = await preview(networkManager, [row(1), row(2)]);
  const eva = {
    id: id(300),
    firstName: 'Eva',
    lastName: 'Schnell',
    username: 'eva',
    email: 'neu1@example.com',
  };
  const { committed } = await overtake((trx) => insertMember(trx, eva));
  const applied = await db.transaction().execute((trx) => target.apply(trx, networkManager, importId, open));
  await committed;
  expect(endsOf(applied)).toEqual([
    [1, 'refused', 'emailTaken'],
    [2, 'stored', undefined],
  ]);
});

test('progress counts who has an account, waits for it, or could not get it', async () => {
  await run(networkManager, [erika, uwe, { firstName: 'Ina', lastName: 'Neu', area: 'Werk Nord' }]);
  const ids = (await everything()).members.map((member) => member.id);
  await db
    .updateTable('member')
    .set({ sync_state: 'done' })
    .where('username', '=', 'erika.mueller')
    .execute();
  await db
    .updateTable('member')
    .set({ sync_state: 'failed', sync_error: 'conflict' })
    .where('username', '=', 'ina.neu')
    .execute();
  expect(await target.progress(db, ids)).toMatchObject({
    pending: 1,
    done: 1,
    failed: 1,
    failing: [{ reason: { key: 'members.import.accountConflict' } }],
  });
});
