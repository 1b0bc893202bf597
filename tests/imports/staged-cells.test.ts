import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { cellOf } from '../../sidecar/imports/cell.rules.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { insertAreas, networkManager } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { workbook } from './cells.ts';
import { importer, importOf, rowsOf } from './import-flow.ts';

const me = networkManager.actor.memberId;
const titles = ['Vorname', 'Nachname', 'E-Mail-Adresse', 'Personalnummer', 'Bereich', 'Benutzername'];

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterEach(async () => opened.close());

test('what is in the file is in the rows, cell by cell', async () => {
  const { upload } = importer(db, networkManager);
  const cell = fc.stringMatching(/^[A-Za-zÄÖÜäöüß0-9'-]{1,20}$/);
  const rows = fc.sample(fc.tuple(cell, cell, cell), { numRuns: 200, seed: 11 });
  const id = await upload(
    await workbook([['Vorname', 'Nachname', 'Bereich'], ...rows.map((row) => row.map(cellOf))]),
    me,
  );
  const read = (await rowsOf(db, id)).map(({ input }) => [
    input['firstName'],
    input['lastName'],
    input['area'],
  ]);
  expect(read).toEqual(rows);
  expect((await importOf(db, id)).state).toBe('ready');
});

test('a formula without result or with an error keeps its row from being stored, whatever its column', async () => {
  const { upload } = importer(db, networkManager);
  const id = await upload(
    await workbook([
      titles,
      ['Anna', { formula: 'A2&"x"' }, 'anna@example.com', '1', 'Werk Nord', ''],
      ['Berta', 'Gut', { formula: 'NA()', result: { error: '#N/A' } }, '2', 'Werk Nord', ''],
      ['Carla', 'Gut', 'carla@example.com', { formula: 'B3', result: '3' }, 'Werk Nord', ''],
    ] as never),
    me,
  );
  const rows = await rowsOf(db, id);
  expect(
    rows.map(({ verdict, problems }) => [verdict, problems.map(({ column, text }) => [column, text])]),
  ).toEqual([
    ['blocked', [['lastName', 'imports.problem.formula']]],
    ['blocked', [['email', 'imports.problem.error']]],
    ['new', []],
  ]);
});
