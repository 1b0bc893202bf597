import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { insertImport } from '../../sidecar/imports/import.store.ts';
import type { ImportState, RunMode } from '../../sidecar/imports/import.table.ts';
import { pauseImport, resumeImport, stopImport } from '../../sidecar/imports/pause.service.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import { startUndo } from '../../sidecar/imports/undo.service.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import '../../sidecar/audit/audit.table.ts';
import { insertAreas, networkManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, importOf, rowsOf } from './import-flow.ts';

const me = networkManager.actor.memberId;
const actor = { kind: 'administrator', memberId: me } as const;
/** Every edge there is; an import that ended is never run again. */
const edges: Readonly<Record<ImportState, readonly ImportState[]>> = {
  staged: ['mapping', 'ready', 'done'],
  mapping: ['staged', 'ready', 'done'],
  ready: ['running'],
  running: ['paused', 'done'],
  paused: ['running'],
  done: ['undoing'],
  undoing: ['undone'],
  undone: [],
};

let opened: TestDatabase;
let db: Db;
beforeAll(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterAll(() => opened.close());

const steps = [
  'start',
  'startAll',
  'pause',
  'resume',
  'stop',
  'work',
  'workOnce',
  'accounts',
  'undo',
  'wait',
] as const;
type Step = (typeof steps)[number];
let round = 0;

/** An import of three people whom nobody has; `work` is the sweep, `workOnce` a worker that dies at its first batch. */
async function fresh() {
  round += 1;
  // whatever became of the imports before, it is not their turn any more
  await db.updateTable('import').set({ turn_over: true }).execute();
  const titles = ['Nachname', 'Vorname', 'Personalnummer', 'Bereich'];
  const rows = [1, 2, 3].map((number) => [`N${round}`, `V${number}`, `${round}-${number}`, 'Werk Nord']);
  const content = await workbook([titles, ...rows]);
  const flow = importer(db, networkManager);
  const target = flow.members as unknown as ImportTarget;
  const file = { target: 'members', fileName: 'a.xlsx', sha256: 'x', content, createdBy: me };
  const id = await insertImport(db, file);
  const handle = () => flow.job.handle({ row: id, attempt: 0 });
  const start = (mode: RunMode) => flow.start(id, me, mode);
  const acts: Record<Step, () => Promise<unknown>> = {
    start: () => start('valid_rows'),
    startAll: () => start('all_or_nothing'),
    pause: () => pauseImport(db, id, actor),
    resume: () => resumeImport(db, id, actor),
    stop: () => stopImport(db, { id, target: 'members' }, actor),
    work: handle,
    workOnce: async () => {
      const dying = importer(db, networkManager, {
        afterCommit: async () => Promise.reject(new Error('died')),
      });
      await dying.job.handle({ row: id, attempt: 0 }).catch(() => undefined);
    },
    accounts: () => db.updateTable('member').set({ sync_state: 'done' }).execute(),
    undo: () => startUndo(db, target, id, me),
    wait: async () => flow.wait(200),
  };
  return { id, acts, again: async () => flow.upload(content, me), flow };
}

const alive = (id: string) =>
  db
    .selectFrom('member')
    .innerJoin('import_row', 'import_row.subject_id', 'member.id')
    .select('member.id')
    .where('import_row.import_id', '=', id)
    .where('member.state', '<>', 'deleted')
    .execute();

test('in any order of presses, deaths and work an import only goes forward, and its end is true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...steps), { minLength: 4, maxLength: 14 }), async (path) => {
      const { id, acts } = await fresh();
      let state = (await importOf(db, id)).state;
      const go = async (step: Step): Promise<void> => {
        await acts[step]();
        const next = (await importOf(db, id)).state;
        // one step may take more than one edge: a worker that stores everything also ends the import
        const oneOn = edges[state];
        const twoOn = oneOn.flatMap((between) => edges[between]);
        expect([state, ...oneOn, ...twoOn]).toContain(next);
        state = next;
      };
      for (const step of ['work', ...path] as const) await go(step);
      const rows = await rowsOf(db, id);
      const stored = rows.filter((row) => row.state === 'stored').length;
      const people = (await alive(id)).length;
      if (state === 'undone') expect([stored, people]).toEqual([0, 0]);
      if (state === 'done') expect(rows.filter((row) => row.state === 'staged')).toEqual([]);
      if (state !== 'undoing') expect(people).toBe(stored);
      const started = await db
        .selectFrom('audit')
        .select('id')
        .where('subject_id', '=', id)
        .where('act', '=', 'import.started')
        .execute();
      expect(started.length).toBe(state === 'ready' ? 0 : 1);
    }),
    { numRuns: 40 },
  );
});

test('importing a file twice equals importing it once', async () => {
  const { id, acts, again, flow } = await fresh();
  for (const step of ['work', 'start', 'work', 'accounts', 'wait', 'work'] as const) await acts[step]();
  const before = await db.selectFrom('member').selectAll().orderBy('id').execute();
  const second = await again();
  expect((await rowsOf(db, second)).map(({ verdict }) => verdict)).toEqual([
    'unchanged',
    'unchanged',
    'unchanged',
  ]);
  const nudge = await flow.start(second, me);
  if (nudge) await flow.job.handle(nudge);
  expect(await db.selectFrom('member').selectAll().orderBy('id').execute()).toEqual(before);
  expect((await importOf(db, id)).state).toBe('done');
});
