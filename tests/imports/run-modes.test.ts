import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pauseImport, resumeImport, stopImport } from '../../sidecar/imports/pause.service.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import '../../sidecar/audit/audit.table.ts';
import { insertAreas, insertMember, id as uuid, networkManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, importOf, rowsOf } from './import-flow.ts';

const me = networkManager.actor.memberId;
const actor = { kind: 'administrator', memberId: me } as const;
const titles = ['Nachname', 'Vorname', 'E-Mail', 'Personalnummer', 'Bereich'];
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => [
    `Muster${index}`,
    'Jörg',
    '',
    String(index).padStart(6, '0'),
    'Werk Nord',
  ]);

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterEach(async () => opened.close());

const accountsMade = () => db.updateTable('member').set({ sync_state: 'done' }).execute();
const stored = async (): Promise<number> => (await db.selectFrom('member').select('id').execute()).length;
const actsOf = async (id: string) =>
  (await db.selectFrom('audit').select('act').where('subject_id', '=', id).orderBy('id').execute())
    .map(({ act }) => act)
    .filter((act) => act.startsWith('import.'));
const endsOf = async (id: string) => {
  const ends = Map.groupBy(await rowsOf(db, id), ({ state }) => state);
  return Object.fromEntries([...ends].map(([state, rows]) => [state, rows.length]));
};

test('all or nothing does not start while a row is blocked, and says why', async () => {
  const { upload, start } = importer(db, networkManager);
  const id = await upload(await workbook([titles, ...people(2), ['X', 'Y', 'x@', '77', 'Werk Nord']]), me);
  await expect(start(id, me, 'all_or_nothing')).rejects.toMatchObject({
    code: 'conflict',
    fields: [{ text: 'imports.run.blocked' }],
  });
  expect((await importOf(db, id)).state).toBe('ready');
  expect(await start(id, me)).toBeDefined();
});

test('all or nothing: killed in the second batch nothing is there; resumed everything is', async () => {
  let batches = 0;
  const killed = importer(db, networkManager, {
    apply: async (...args) => {
      const applied = await killed.members.apply(...(args as Parameters<typeof killed.members.apply>));
      batches += 1;
      if (batches === 2) throw new Error('killed');
      return applied;
    },
  });
  const id = await killed.upload(await workbook([titles, ...people(1100)]), me);
  const nudge = await killed.start(id, me, 'all_or_nothing');
  if (!nudge) throw new Error('not started');
  await expect(killed.job.handle(nudge)).rejects.toThrow('killed');
  expect([batches, await stored()]).toEqual([2, 0]);
  expect(await endsOf(id)).toEqual({ staged: 1100 });
  const resumed = importer(db, networkManager);
  resumed.wait(130);
  expect(await resumed.sweep()).toBe(1);
  expect(await endsOf(id)).toEqual({ stored: 1100 });
  await accountsMade();
  resumed.wait(140);
  await resumed.sweep();
  expect((await importOf(db, id)).state).toBe('done');
});

test('all or nothing: where one row became impossible meanwhile, none is stored and each says why', async () => {
  const { upload, start, job } = importer(db, networkManager);
  const rows = people(1100);
  rows[1050] = ['Neu', 'Nina', 'nina@example.com', '', 'Werk Nord'];
  rows[1050].splice(3, 1, '900001');
  const id = await upload(await workbook([titles, ...rows]), me);
  const nudge = await start(id, me, 'all_or_nothing');
  await insertMember(db, {
    id: uuid(71),
    firstName: 'A',
    lastName: 'B',
    username: 'ab',
    email: 'nina@example.com',
    employeeNumber: '4711',
  });
  if (nudge) await job.handle(nudge);
  expect(await stored()).toBe(1);
  expect(await endsOf(id)).toEqual({ refused: 1100 });
  const ended = await rowsOf(db, id);
  expect(ended[1050]?.problems[0]?.text).toBe('members.import.problem.emailTaken');
  expect(ended[0]?.problems).toEqual([{ text: 'imports.problem.together' }]);
  const { result } = await db.selectFrom('import').select('result').executeTakeFirstOrThrow();
  expect(result).toEqual({ created: 0, updated: 0, skipped: 0, refused: 1100 });
  expect((await importOf(db, id)).state).toBe('done');
});

/** An import whose first batch is stored when somebody presses a button, as often as they like. */
async function pausedInFirstBatch(mode: 'valid_rows' | 'all_or_nothing') {
  let pressed: Promise<unknown> | undefined;
  const flow = importer(db, networkManager, {
    apply: async (...args) => {
      pressed ??= Promise.all(Array.from({ length: 10 }, () => pauseImport(db, id, actor)));
      if (mode === 'all_or_nothing') await pressed;
      return flow.members.apply(...(args as Parameters<typeof flow.members.apply>));
    },
    // Else the next batch may be faster at the import's row than those who waited for it.
    afterCommit: async () => void (await pressed),
  });
  const id = await flow.upload(await workbook([titles, ...people(1100)]), me);
  const nudge = await flow.start(id, me, mode);
  if (nudge) await flow.job.handle(nudge);
  await pressed;
  expect((await importOf(db, id)).state).toBe('paused');
  return { id, flow };
}

test('a pause takes effect behind the batch that is stored; resumed it goes on, however often is pressed', async () => {
  const { id, flow } = await pausedInFirstBatch('valid_rows');
  expect(await stored()).toBe(1000);
  flow.wait(500);
  expect(await flow.sweep()).toBe(0);
  const due = await Promise.all(Array.from({ length: 10 }, () => resumeImport(db, id, actor)));
  expect(due.filter((nudge) => nudge !== undefined)).toHaveLength(1);
  await Promise.all(Array.from({ length: 10 }, (_, attempt) => flow.job.handle({ row: id, attempt })));
  expect(await stored()).toBe(1100);
  await pauseImport(db, id, actor);
  expect((await importOf(db, id)).state).toBe('running');
  expect(await actsOf(id)).toEqual(['import.staged', 'import.started', 'import.paused', 'import.resumed']);
});

test('all or nothing: a pause leaves nothing behind, and resuming begins anew', async () => {
  const { id, flow } = await pausedInFirstBatch('all_or_nothing');
  expect(await stored()).toBe(0);
  const nudge = await resumeImport(db, id, actor);
  if (nudge) await flow.job.handle(nudge);
  expect(await endsOf(id)).toEqual({ stored: 1100 });
});

test('a paused import ends without the rows that are left; stopping twice changes nothing', async () => {
  const { id, flow } = await pausedInFirstBatch('valid_rows');
  const given = { id, target: 'members' };
  const due = await Promise.all(Array.from({ length: 5 }, () => stopImport(db, given, actor)));
  expect(due.filter((nudge) => nudge !== undefined)).toHaveLength(1);
  await accountsMade();
  await flow.job.handle({ row: id, attempt: 9 });
  expect((await importOf(db, id)).state).toBe('done');
  expect(await endsOf(id)).toEqual({ stored: 1000, refused: 100 });
  expect((await rowsOf(db, id)).at(-1)?.problems).toEqual([{ text: 'imports.problem.stopped' }]);
});
