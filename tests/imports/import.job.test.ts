import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { claimImport } from '../../sidecar/imports/import.store.ts';
import { runImport } from '../../sidecar/imports/run.service.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import '../../sidecar/audit/audit.table.ts';
import { insertAreas, networkManager, texts } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, importOf, rowsOf } from './import-flow.ts';

const me = networkManager.actor.memberId;
const titles = ['Nachname', 'First name', 'E-Mail', 'Personalnummer', 'Bereich', 'Höchste Rolle', 'Werk Süd'];
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => [
    `Muster${index}`,
    'Jörg',
    '',
    String(index).padStart(6, '0'),
    'Werk Nord',
    '',
    '',
  ]);

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterEach(async () => opened.close());

const accountsMade = (database: Db = db) =>
  database.updateTable('member').set({ sync_state: 'done' }).execute();
/** What an import leaves, without the ids and times that differ from one run to the next. */
async function result(database: Db, id: string) {
  const members = await database
    .selectFrom('member')
    .leftJoin('grant', 'grant.member_id', 'member.id')
    .select(['username', 'employee_number', 'last_name', 'sync_version', 'area_id', 'role'])
    .orderBy('employee_number')
    .execute();
  const audit = await database.selectFrom('audit').select(['act', 'area_id', 'details']).execute();
  const acts = audit
    .map(({ act, area_id: area, details }) => `${act} ${area} ${Object.keys(details).join()}`)
    .sort();
  const rows = (await rowsOf(database, id)).map(({ number, state, verdict, problems }) => ({
    number,
    state,
    verdict,
    problems,
  }));
  return { members, acts, rows, import: (await importOf(database, id)).state };
}

test('a file is staged, previewed, run and done; the same file again changes nothing', async () => {
  const file = await workbook([
    titles,
    ['Mu\u0308ller', 'Jo\u0308rg', 'JOERG@example.com', '004711', 'Werk Nord', 'Redakteur', 'Mitglied'],
    ['Schmidt-Lehmann', 'Anna Lena', '', '', 'Zentrale', '', ''],
    ['Falsch', 'Fritz', 'fritz@', '12', 'Werk West', '', ''],
  ]);
  const { upload, start, job, sweep, wait } = importer(db, networkManager);
  const id = await upload(file, me);
  expect(await importOf(db, id)).toMatchObject({ state: 'ready', error: null });
  const rows = await rowsOf(db, id);
  expect(rows.map(({ verdict, state }) => [verdict, state])).toEqual([
    ['new', 'staged'],
    ['new', 'staged'],
    ['blocked', 'staged'],
  ]);
  expect(rows[0]?.record).toMatchObject({
    lastName: 'Müller',
    username: 'joerg.mueller',
    employeeNumber: '004711',
  });
  expect(rows[2]?.problems).toEqual([
    { column: 'email', found: 'fritz@', text: 'members.import.problem.email' },
    { column: 'area', found: 'Werk West', text: 'members.import.problem.area' },
  ]);
  const t = texts.translate('de');
  for (const { text, params } of rows[2]?.problems ?? []) expect(t(text, params)).not.toBe('');
  expect(await db.selectFrom('member').selectAll().execute()).toEqual([]);

  const nudge = await start(id, me);
  expect(nudge).toBeDefined();
  expect(await start(id, me)).toBeUndefined();
  if (nudge) await job.handle(nudge);
  expect((await rowsOf(db, id)).map(({ state }) => state)).toEqual(['stored', 'stored', 'refused']);
  expect((await importOf(db, id)).state).toBe('running');
  await accountsMade();
  wait(5);
  expect(await sweep()).toBe(1);
  expect((await importOf(db, id)).state).toBe('done');
  expect(await sweep()).toBe(0);
  const acts = await db
    .selectFrom('audit')
    .select('act')
    .where('subject_id', '=', id)
    .orderBy('id')
    .execute();
  expect(acts.map(({ act }) => act).filter((act) => act.startsWith('import.'))).toEqual([
    'import.staged',
    'import.started',
    'import.finished',
  ]);

  const before = await db.selectFrom('member').selectAll().orderBy('id').execute();
  const again = await upload(file, me);
  expect((await rowsOf(db, again)).map(({ verdict }) => verdict)).toEqual([
    'unchanged',
    'unchanged',
    'blocked',
  ]);
  const second = await start(again, me);
  if (second) await job.handle(second);
  expect((await importOf(db, again)).state).toBe('done');
  expect((await rowsOf(db, again)).map(({ state }) => state)).toEqual(['skipped', 'skipped', 'refused']);
  expect(await db.selectFrom('member').selectAll().orderBy('id').execute()).toEqual(before);
});

test.each([
  [
    'that cannot be read',
    async () => Buffer.from('PK\u0003\u0004 and then nothing'),
    'workbook_unreadable',
    [],
  ],
  ['without rows', async () => workbook([titles]), 'workbook_empty', []],
])('a file %s ends with its reason and without rows', async (_name, content, code, fields) => {
  const { upload, start } = importer(db, networkManager);
  const id = await upload(await content(), me);
  const { state, error } = await importOf(db, id);
  expect([state, error?.code, error?.fields.map(({ field }) => field)]).toEqual(['done', code, fields]);
  expect(await rowsOf(db, id)).toEqual([]);
  expect(await start(id, me)).toBeUndefined();
});

test('a run that is killed between batches, and inside one, ends like a run that was not', async () => {
  const file = await workbook([titles, ...people(1100)]);
  const clean = await testDatabase();
  try {
    await insertAreas(clean.db);
    const undisturbed = importer(clean.db, networkManager);
    const cleanId = await undisturbed.upload(file, me);
    const cleanNudge = await undisturbed.start(cleanId, me);
    if (cleanNudge) await undisturbed.job.handle(cleanNudge);
    await accountsMade(clean.db);
    undisturbed.wait(5);
    await undisturbed.sweep();

    const dies = async (): Promise<never> => Promise.reject(new Error('killed'));
    const afterBatch = importer(db, networkManager, { afterCommit: dies });
    const id = await afterBatch.upload(file, me);
    const nudge = await afterBatch.start(id, me);
    if (!nudge) throw new Error('not started');
    await expect(afterBatch.job.handle(nudge)).rejects.toThrow('killed');
    expect((await rowsOf(db, id)).filter(({ state }) => state === 'stored')).toHaveLength(1000);

    const insideBatch = importer(db, networkManager, {
      apply: async (...args) => {
        await insideBatch.members.apply(...(args as Parameters<typeof insideBatch.members.apply>));
        return dies();
      },
    });
    expect(await insideBatch.job.sweep(db)).toEqual([]);
    insideBatch.wait(130);
    await expect(insideBatch.sweep()).rejects.toThrow('killed');
    expect(await db.selectFrom('member').select('id').execute()).toHaveLength(1000);

    const resumed = importer(db, networkManager);
    resumed.wait(260);
    expect(await resumed.sweep()).toBe(1);
    await accountsMade();
    resumed.wait(5);
    await resumed.sweep();
    const ended = await result(db, id);
    expect(ended.import).toBe('done');
    expect(ended).toEqual(await result(clean.db, cleanId));
    expect(ended.members).toHaveLength(1100);
  } finally {
    await clean.close();
  }
});

test('a process that was frozen past its lease stores nothing after somebody else took over', async () => {
  const { upload, start, clock, wait, members } = importer(db, networkManager);
  const id = await upload(await workbook([titles, ...people(3)]), me);
  await start(id, me);
  const frozen = await claimImport(db, id, clock(), 120);
  wait(130);
  const successor = await claimImport(db, id, clock(), 120);
  if (!frozen || !successor) throw new Error('not claimed');
  const target = members as unknown as ImportTarget;
  const run = { db, target, scopeOf: async () => networkManager, clock, seconds: 120 };
  expect(await claimImport(db, id, clock(), 120)).toBeUndefined();
  await runImport(run, frozen);
  expect(await db.selectFrom('member').select('id').execute()).toEqual([]);
  await runImport(run, successor);
  expect(await db.selectFrom('member').select('id').execute()).toHaveLength(3);
});

test('of many workers nudged at once one reads the file, and any number of presses starts one run', async () => {
  const { upload, start, job } = importer(db, networkManager);
  const id = await upload(await workbook([titles, ...people(5)]), me);
  const started = await Promise.all(Array.from({ length: 10 }, () => start(id, me)));
  expect(started.filter((nudge) => nudge !== undefined)).toHaveLength(1);
  await Promise.all(Array.from({ length: 5 }, (_, attempt) => job.handle({ row: id, attempt })));
  expect(await db.selectFrom('member').select('id').execute()).toHaveLength(5);
  const acts = await db.selectFrom('audit').select('act').where('act', '=', 'member.created').execute();
  expect(acts).toHaveLength(5);
});

test('who lost every right between preview and run stores nothing more', async () => {
  const before = importer(db, networkManager);
  const id = await before.upload(await workbook([titles, ...people(3)]), me);
  await before.start(id, me);
  await importer(db, undefined).sweep();
  expect(await db.selectFrom('member').select('id').execute()).toEqual([]);
  expect((await rowsOf(db, id)).map(({ state, problems }) => [state, problems])).toEqual(
    Array.from({ length: 3 }, () => ['refused', [{ text: 'imports.problem.rights' }]]),
  );
  expect((await importOf(db, id)).state).toBe('done');
});
