import { expect, test } from '@jest/globals';
import { columnLetter, numberText, titleKey } from '../../sidecar/imports/cell.rules.ts';
import { matchSheet } from '../../sidecar/imports/columns.rules.ts';
import type { ImportColumn } from '../../sidecar/imports/target.ts';
import type { Sheet } from '../../sidecar/imports/workbook.ts';
import { AppError } from '../../sidecar/platform/errors.ts';

const column = (
  key: string,
  de: string,
  en: string,
  required = false,
  aliases: string[] = [],
): ImportColumn => ({
  key,
  titles: { de, en },
  aliases,
  required,
  hint: 'x',
  example: { de: '', en: '' },
});
const columns = [
  column('firstName', 'Vorname', 'First name', true),
  column('lastName', 'Nachname', 'Last name', true),
  column('email', 'E-Mail-Adresse', 'E-mail address', false, ['Mail']),
];
const sheet = (...rows: string[][]): Sheet => ({
  name: 'Personen',
  rows: rows.map((cells, index) => ({ row: index + 1, cells })),
});
const refused = (sheets: Sheet[]): AppError => {
  try {
    matchSheet(sheets, columns);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error('not refused');
};

test('titles match in German and English, in any order, whatever their case and blanks', () => {
  const matched = matchSheet(
    [
      sheet(
        ['LAST NAME*', ' e mail-adresse ', 'Vor name'],
        ['Muster', 'e@example.com', 'Erika'],
        ['Ohne', '', 'Otto'],
      ),
    ],
    columns,
  );
  expect(matched.rows).toEqual([
    { number: 1, sheetRow: 2, cells: { lastName: 'Muster', email: 'e@example.com', firstName: 'Erika' } },
    { number: 2, sheetRow: 3, cells: { lastName: 'Ohne', firstName: 'Otto' } },
  ]);
  expect(matched.columns[0]).toEqual({ key: 'lastName', letter: 'A', title: 'LAST NAME*' });
});

test('the first sheet with a known title is taken', () => {
  const notes: Sheet = { name: 'Notizen', rows: [{ row: 1, cells: ['Bitte ausfüllen'] }] };
  expect(matchSheet([notes, sheet(['Vorname', 'Nachname'], ['a', 'b'])], columns).sheet).toBe('Personen');
});

test('every unknown, double, untitled and missing column is named', () => {
  const error = refused([sheet(['Vorname', 'Gehalt', 'First name', ''], ['a', '1', 'b', 'loose'])]);
  expect(error.code).toBe('workbook_columns');
  expect(error.fields).toEqual([
    { field: 'B', text: 'imports.columns.unknown', params: { letter: 'B', title: 'Gehalt' } },
    { field: 'C', text: 'imports.columns.twice', params: { letter: 'C', title: 'First name', other: 'A' } },
    { field: 'D', text: 'imports.columns.untitled', params: { letter: 'D', title: '' } },
    { field: 'Nachname', text: 'imports.columns.missing', params: { de: 'Nachname', en: 'Last name' } },
  ]);
});

test('a title that is a name of JavaScript itself is an unknown column and nothing else', () => {
  for (const title of ['__proto__', 'constructor', 'toString']) {
    const error = refused([sheet(['Vorname', 'Nachname', title], ['a', 'b', 'polluted'])]);
    expect(error.fields.map(({ field }) => field)).toEqual(['C']);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('titles without rows are an empty workbook', () => {
  expect(refused([sheet(['Vorname', 'Nachname'])]).code).toBe('workbook_empty');
});

test('letters, numbers and titles as Excel means them', () => {
  expect([0, 25, 26, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  expect(['4.711E3', '1.0E-7', '17', '123456789012345680000'].map(numberText)).toEqual([
    '4711',
    '0.0000001',
    '17',
    '123456789012346000000',
  ]);
  expect(titleKey('E‑Mail‐Adresse *')).toBe(titleKey('e mail adresse'));
});
