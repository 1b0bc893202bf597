import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { eraseRows } from '../../sidecar/imports/erase.store.ts';
import { thinImport } from '../../sidecar/imports/forget.service.ts';
import { firstSheet, workbook } from '../imports/cells.ts';
import { importer, importOf, rowsOf } from '../imports/import-flow.ts';
import { network, type Network } from '../members/person-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let muster: Network;
let imports: ReturnType<typeof importer>;
beforeAll(async () => {
  database = await testDatabase();
  muster = await network(database.db);
  imports = importer(database.db, await muster.scope(muster.boss));
});
afterAll(() => database?.close());

const titles = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Bereich', 'Höchste Rolle'];
const row = (name: string, area = 'Werk Nord') => [name, 'Kanari', `${name}@a.example`, area, 'Mitglied'];
const upload = async (...rows: string[][]) =>
  imports.upload(await workbook([titles, ...rows], 'Personen'), muster.boss);
async function names(id: string): Promise<string[]> {
  const { file } = await database.db
    .selectFrom('import')
    .select('file')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return file.length === 0
    ? []
    : (await firstSheet(file)).rows.slice(1).flatMap(({ cells }) => cells[0] || []);
}
const nobody = { memberIds: [], recordIds: [], names: [], until: new Date(8.64e15) };
const eraseText = (text: string) =>
  database.db.transaction().execute((trx) => eraseRows(trx, { ...nobody, texts: [text] }));

test('of a file that is still to be run the row of who is erased is cut out, the others run', async () => {
  const id = await upload(row('amsel'), row('drossel'), row('fink', 'Werk Mond'));
  await eraseText('drossel@a.example');
  await imports.sweep();
  expect(await names(id)).toEqual(['amsel', 'fink']);
  const nudge = await imports.start(id, muster.boss);
  if (nudge) await imports.job.handle(nudge);
  // It waits for their accounts.
  await sql`update member set sync_state = 'done' where import_id = ${id}`.execute(database.db);
  imports.wait(10);
  await imports.sweep();
  expect(await importOf(database.db, id)).toMatchObject({ state: 'done' });
  const rows = await rowsOf(database.db, id);
  expect(rows.map(({ state, input }) => [state, Object.keys(input).length > 0])).toEqual([
    ['stored', true],
    ['refused', false],
    ['refused', true],
  ]);
  expect(rows[1]?.problems).toEqual([{ text: 'imports.problem.erased' }]);
  // Also a row that could not be stored, after the run, and once more.
  await eraseText('fink@a.example');
  await imports.sweep();
  expect(await names(id)).toEqual([]);
});

test('an account that is erased takes no row out of a file that came after it was deleted, nor anybody out of a run', async () => {
  const id = await upload(row('kiebitz'));
  const erased = (until: Date) =>
    database.db
      .transaction()
      .execute((trx) => eraseRows(trx, { ...nobody, texts: ['kiebitz@a.example'], until }));
  const left = async () => (await rowsOf(database.db, id)).map(({ state }) => state);
  await erased(new Date(Date.now() - 3600_000));
  expect(await left()).toEqual(['staged']);
  await sql`update import set state = 'running' where id = ${id}`.execute(database.db);
  await erased(nobody.until);
  expect(await left()).toEqual(['staged']);
  await sql`update import set state = 'ready' where id = ${id}`.execute(database.db);
  await erased(nobody.until);
  expect(await left()).toEqual(['refused']);
});

test('a row that is emptied while the file is being written anew does not come back with it', async () => {
  const id = await upload(row('meise'), row('star'), row('zeisig'));
  await eraseText('meise@a.example');
  const { db } = database;
  // Somebody else empties a row between the reading and the writing.
  let once = true;
  const late = new Proxy(db, {
    get(target, name) {
      if (name === 'transaction' && once)
        return () => ({
          async execute(work: never) {
            once = false;
            await eraseText('star@a.example');
            return target.transaction().execute(work);
          },
        });
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  await thinImport(late, id);
  expect(await names(id)).toContain('star');
  await imports.sweep();
  expect(await names(id)).toEqual(['zeisig']);
});

test('whose key a row of somebody else would take is not said any more', async () => {
  const id = await upload(row('specht'));
  const name = `Kim "K" Ümläut-${randomUUID().slice(0, 6)}`;
  const problem = JSON.stringify([{ text: 'x', params: { name, area: 'Werk Nord' } }]);
  await sql`update import_row set problems = ${problem}::jsonb, warnings = ${problem}::jsonb where import_id = ${id}`.execute(
    database.db,
  );
  await database.db.transaction().execute((trx) => eraseRows(trx, { ...nobody, texts: [], names: [name] }));
  const [one] = await rowsOf(database.db, id);
  const blank = [{ text: 'x', params: { name: '–', area: 'Werk Nord' } }];
  expect([one?.problems, one?.warnings]).toEqual([blank, blank]);
});
