import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { claimImport, insertImport } from '../../sidecar/imports/import.store.ts';
import { stageImport } from '../../sidecar/imports/stage.service.ts';
import type { ImportTarget } from '../../sidecar/imports/target.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { id as uuid, insertAreas, insertMember, networkManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, rowsOf, uploads } from './import-flow.ts';

const me = networkManager.actor.memberId;
const titles = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Personalnummer', 'Bereich', 'Benutzername'];
const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ['Jörg', `Muster${index}`, '', `N${index}`, 'Werk Nord', '']);

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterEach(async () => opened.close());

async function uploaded(content: Buffer): Promise<string> {
  return insertImport(db, { target: 'members', fileName: 'a.xlsx', sha256: 'x', content, createdBy: me });
}
const groupsOf = (id: string) =>
  db
    .selectFrom('import_group')
    .select(['kind', 'example', 'rows', 'places'])
    .where('import_id', '=', id)
    .orderBy('code')
    .execute();
const short = (text: string | undefined) => text?.split('.').at(-1);

test('killed between batches and started again, each row is there once, and the page saw how far it was', async () => {
  const id = await uploaded(await workbook([titles, ...people(2500)]));
  let batches = 0;
  const dying = importer(db, networkManager, {
    diff: async (...args) => {
      batches += 1;
      if (batches === 3) throw new Error('killed');
      return dying.members.diff(...(args as Parameters<typeof dying.members.diff>));
    },
  });
  await expect(dying.job.handle({ row: id, attempt: 0 })).rejects.toThrow('killed');
  const half = await db
    .selectFrom('import')
    .select(['state', 'rows_read'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(half.state).toBe('staged');
  expect(half.rows_read).toBe((await rowsOf(db, id)).length);
  expect(half.rows_read).toBeGreaterThan(1000);
  const next = importer(db, networkManager);
  next.wait(130);
  expect(await next.sweep()).toBe(1);
  const rows = await rowsOf(db, id);
  expect(rows).toHaveLength(2500);
  expect(new Set(rows.map(({ sheet_row: row }) => row)).size).toBe(2500);
  const counts = await db.selectFrom('import').select(['counts', 'rows_read']).where('id', '=', id).execute();
  expect(counts).toEqual([
    { counts: { total: 2500, new: 2500, changed: 0, unchanged: 0, blocked: 0, warned: 0 }, rows_read: 2500 },
  ]);
});

test('a process that was frozen past its lease writes nothing into the staging of its successor', async () => {
  const id = await uploaded(await workbook([titles, ...people(1500)]));
  const flow = importer(db, networkManager);
  const claim = () => claimImport(db, id, flow.clock(), 120);
  const frozen = await claim();
  if (!frozen) throw new Error('not claimed');
  let go = (): void => {};
  const thawed = new Promise<void>((done) => {
    go = done;
  });
  let first = true;
  const slow = {
    ...flow.members,
    async diff(...args: Parameters<typeof flow.members.diff>) {
      if (first) {
        first = false;
        await thawed;
      }
      return flow.members.diff(...args);
    },
  } as unknown as ImportTarget;
  const deps = { db, clock: flow.clock, box: uploads, leaseSeconds: 120 };
  const late = stageImport(deps, slow, networkManager, frozen);
  while (first) await new Promise((done) => setTimeout(done, 20));
  flow.wait(130);
  const successor = await claim();
  if (!successor) throw new Error('not claimed');
  await stageImport(deps, flow.targets.get('members') as ImportTarget, networkManager, successor);
  const before = await rowsOf(db, id);
  go();
  await late;
  expect(await rowsOf(db, id)).toEqual(before);
  expect(before).toHaveLength(1500);
  const staged = await db.selectFrom('audit').select('id').where('act', '=', 'import.staged').execute();
  expect(staged).toHaveLength(1);
});

test('whole-file questions: shared keys, one person by two keys, and user names nobody else has', async () => {
  await insertMember(
    db,
    {
      id: uuid(20),
      firstName: 'Erika',
      lastName: 'Alt',
      username: 'max.muster',
      email: 'erika@example.com',
      employeeNumber: '7',
    },
    [{ areaId: networkManager.tree.areas[2]?.id ?? '', role: 'member' }],
  );
  const content = await workbook([
    titles,
    ['Max', 'Muster', '', 'A1', 'Werk Nord', ''],
    ['Max', 'Muster', '', 'A2', 'Werk Nord', ''],
    ['Eva', 'Eins', 'same@example.com', '', 'Werk Nord', ''],
    ['Uwe', 'Zwei', 'SAME@example.com', '', 'Werk Nord', ''],
    ['Ute', 'Drei', '', '', 'Werk Nord', 'max.muster2'],
    ['Erika', 'Alt', '', '7', 'Werk Nord', ''],
    ['Erika', 'Alt', 'erika@example.com', '', 'Werk Nord', ''],
    ['Ada', 'Acht', 'ada@gmial.com', '', 'Werk Nord', ''],
  ]);
  const { upload } = importer(db, networkManager);
  const id = await upload(content, me);
  const rows = await rowsOf(db, id);
  const said = rows.map(({ verdict, problems, record }) => [
    verdict,
    (record as { username?: string } | null)?.username,
    ...problems.map(({ text, params }) => `${short(text)} ${params?.['rows']}`),
  ]);
  expect(said).toEqual([
    ['new', 'max.muster3'],
    ['new', 'max.muster4'],
    ['blocked', undefined, 'duplicate 5'],
    ['blocked', undefined, 'duplicate 4'],
    ['new', 'max.muster2'],
    ['blocked', undefined, 'samePerson 8'],
    ['blocked', undefined, 'samePerson 7'],
    ['new', 'ada.acht'],
  ]);
  expect(
    (await groupsOf(id)).map(({ kind, example, rows: count, places }) => [
      kind,
      short(example.text),
      count,
      places,
    ]),
  ).toEqual([
    [
      'problem',
      'duplicate',
      2,
      [
        { sheetRow: 4, found: 'same@example.com' },
        { sheetRow: 5, found: 'same@example.com' },
      ],
    ],
    [
      'problem',
      'samePerson',
      2,
      [
        { sheetRow: 7, found: '' },
        { sheetRow: 8, found: '' },
      ],
    ],
    ['warning', 'mailDomain', 1, [{ sheetRow: 9, found: 'gmial.com' }]],
  ]);
});

test('a file of one and the same row costs what any other costs', async () => {
  const same = Array.from({ length: 3000 }, () => ['Max', 'Muster', 'max@example.com', '', 'Werk Nord', '']);
  const named = Array.from({ length: 3000 }, (_, at) => ['Max', 'Muster', '', `N${at}`, 'Werk Nord', '']);
  const { upload } = importer(db, networkManager);
  const id = await upload(await workbook([titles, ...same, ...named]), me);
  const rows = await rowsOf(db, id);
  expect(rows.filter(({ verdict }) => verdict === 'blocked')).toHaveLength(3000);
  expect(rows[0]?.problems[0]?.params).toEqual({ rows: '3, 4, 5, 6, 7 …' });
  expect((await groupsOf(id)).map(({ rows: count, places }) => [count, places.length])).toEqual([[3000, 5]]);
  const names = rows.slice(3000).map(({ record }) => (record as { username: string }).username);
  expect(new Set(names).size).toBe(3000);
  expect(names.at(-1)).toBe('max.muster3000');
});

/** Rows that meet each other often: few values for each key. */
const few = (values: readonly string[]) => fc.constantFrom('', ...values);
const anyRow = fc.tuple(
  fc.constantFrom('Max', 'Eva'),
  fc.constantFrom('Muster', 'Müller'),
  few(['a@example.com', 'b@example.com', 'no address']),
  few(['1', '2', '3']),
  fc.constantFrom('Werk Nord', 'Nirgends'),
  few(['max', 'eva']),
);

test('neither the order of the rows nor their batches changes what is said about a row', async () => {
  const { upload } = importer(db, networkManager);
  const verdictsOf = async (rows: readonly string[][], gaps: number) => {
    const padding = people(gaps);
    const staged = await rowsOf(
      db,
      await upload(await workbook([titles, ...rows.slice(0, 1), ...padding, ...rows.slice(1)]), me),
    );
    const own = [staged[0], ...staged.slice(gaps + 1)];
    return new Map(
      own.map((row, at) => [
        rows[at],
        `${row?.verdict} ${row?.problems
          .map(({ text }) => text)
          .sort()
          .join()}`,
      ]),
    );
  };
  const cases = fc.sample(fc.array(anyRow, { minLength: 2, maxLength: 12 }), { numRuns: 6, seed: 7 });
  for (const rows of cases) {
    const plain = await verdictsOf(rows, 0);
    const turned = await verdictsOf(rows.toReversed(), 1200);
    for (const row of rows) expect(turned.get(row)).toBe(plain.get(row));
  }
});
