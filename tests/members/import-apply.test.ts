import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { areaColumn } from '../../sidecar/members/import.ts';
import { id, insertMember, networkManager, north, south } from './import-fixtures.ts';
import { db, erika, everything, importId, now, preview, run, target, uwe, verdicts } from './import-run.ts';

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

test('new people are written to the list once, with their grants and their import', async () => {
  const open = await preview(networkManager, [{ ...erika, [areaColumn(south.id)]: 'Mitglied' }, uwe]);
  const writes = await db.transaction().execute(async (trx) => {
    await target.apply(trx, networkManager, importId, open);
    const { rows } = await sql`select n_tup_ins::int as inserts, n_tup_upd::int as updates
      from pg_stat_xact_user_tables where relname = 'listed_member'`.execute(trx);
    return rows;
  });
  expect(writes).toEqual([{ inserts: 2, updates: 0 }]);
  const listed = await db
    .selectFrom('listed_member')
    .select(['import_id', sql<number>`cardinality(codes)`.as('grants')])
    .orderBy('name_key')
    .execute();
  expect(listed).toEqual([
    { import_id: importId, grants: 2 },
    { import_id: importId, grants: 1 },
  ]);
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

test('progress counts who has an account, waits for it, or could not get it', async () => {
  await run(networkManager, [erika, uwe, { firstName: 'Ina', lastName: 'Neu', area: 'Werk Nord' }]);
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
  expect(await target.progress(db, sql`select id from member`)).toMatchObject({
    pending: 1,
    done: 1,
    failed: 1,
    failing: [{ reason: { key: 'members.import.accountConflict' } }],
  });
});
