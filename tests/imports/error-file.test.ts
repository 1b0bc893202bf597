import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buffer } from 'node:stream/consumers';
import { fc } from '../support/drawn.ts';
import { cellOf, cellText, cellValue, inert } from '../../sidecar/imports/cell.rules.ts';
import { errorFileName, ownWidth, separatorOf } from '../../sidecar/imports/error-file.rules.ts';
import { errorFile as fileOf } from '../../sidecar/imports/error-file.service.ts';
import { findImport } from '../../sidecar/imports/import.read-model.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { insertAreas, networkManager, texts } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { firstSheet, workbook } from './cells.ts';
import { importer, rowsOf } from './import-flow.ts';

const me = networkManager.actor.memberId;
const titles = ['Bereich', 'Nachname', 'Vorname', 'E-Mail', 'Personalnummer'];

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterEach(async () => opened.close());

async function errorFile(id: string, locale: 'de' | 'en' = 'de'): Promise<Buffer> {
  const head = await findImport(db, { memberId: me, seesAll: true }, id);
  if (!head) throw new Error('no import');
  return buffer(await fileOf(db, head, { t: texts.translate(locale), locale }));
}

test('the own sheet with the faulty rows only; repaired and uploaded, exactly these rows are new', async () => {
  const { upload, start, job } = importer(db, networkManager);
  const rows = [
    ['Werk Nord', 'Gut', 'Gerda', 'gerda@example.com', '0001'],
    ['Werk West', '=Formel', '@Anna', 'anna@', '-7'],
    ['Werk Nord', 'Rest', 'Rita', 'rita@', '+49'],
  ];
  const id = await upload(await workbook([titles, ...rows], 'Meine Leute'), me);
  const sheet = await firstSheet(await errorFile(id));
  expect(sheet.name).toBe('Meine Leute');
  expect(sheet.rows.map(({ cells }) => cells.slice(0, 5))).toEqual([titles, rows[1], rows[2]]);
  expect(sheet.rows[0]?.cells.slice(5)).toEqual(['Status', 'Hinweis']);
  expect(sheet.rows[1]?.cells[5]).toBe('Fehlerhaft');
  expect(sheet.rows[1]?.cells[6]).toMatch(/^Nachname: .*=Formel.* E-Mail: .*anna@.* Bereich: .*Werk West/);

  const nudge = await start(id, me);
  if (nudge) await job.handle(nudge);
  const afterRun = await firstSheet(await errorFile(id, 'en'));
  expect(afterRun.rows.map(({ cells }) => cells[5])).toEqual(['Status', 'Not stored', 'Not stored']);

  const repaired = sheet.rows.map(({ cells }, index) =>
    index === 0
      ? cells
      : ['Werk Nord', 'Frau', cells[2]?.replace('@', '') ?? '', `${index}@example.com`, ...cells.slice(4)],
  );
  const again = await upload(await workbook(repaired, 'Meine Leute'), me);
  const staged = await rowsOf(db, again);
  expect(staged.map(({ verdict, problems }) => [verdict, problems])).toEqual([
    ['new', []],
    ['new', []],
  ]);
  expect(staged.map(({ input }) => input['employeeNumber'])).toEqual(['-7', '+49']);
  expect(Object.keys(staged[0]?.input ?? {})).toHaveLength(5);
});

test('a repaired error file that is faulty again has the two columns once', async () => {
  const { upload } = importer(db, networkManager);
  const id = await upload(
    await workbook([
      [...titles, 'Status', 'Note'],
      ['Werk Nord', 'A', 'B', 'x@', '1', 'Faulty', 'fix it'],
    ]),
    me,
  );
  const sheet = await firstSheet(await errorFile(id));
  expect(sheet.rows[0]?.cells).toEqual([...titles, 'Status', 'Hinweis']);
});

test('every text comes back from a cell, and none of CSV can be run', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', 'a', '"', ';', ' ') }),
      (text) => {
        const cell = inert(text);
        expect(cell).not.toMatch(/^[=+\-@\t\r\n]/);
        const stored = cellText(text);
        expect(cellValue(inert(stored))).toBe(stored);
        expect(cellValue(cellOf(stored))).toBe(stored);
      },
    ),
    { numRuns: 2000 },
  );
});

test('the separator of the upload is found', () => {
  expect(separatorOf(Buffer.from('"a,b,c";d;e\n1,2,3,4,5'))).toBe(';');
  expect(separatorOf(Buffer.from('\ufeffa,b\n'))).toBe(',');
  expect(separatorOf(Buffer.from('\ufeffa\tb\r\nc\td', 'utf16le'))).toBe('\t');
  expect(separatorOf(Buffer.from('only'))).toBe(';');
});

test('names: only the last two titles are ours, and the file keeps its own name', () => {
  expect(ownWidth(['Status', 'Hinweis', 'Name'])).toBe(3);
  expect(ownWidth(['Name', 'status ', 'HINWEIS'])).toBe(1);
  expect(ownWidth(['Name', 'Status'])).toBe(2);
  expect(errorFileName({ fileName: 'Personal.XLSX', fileKind: 'xlsx' }, 'Fehler')).toBe(
    'Personal-Fehler.xlsx',
  );
});
