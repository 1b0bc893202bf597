import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { columnIndex, columnLetter, numberText, titleKey } from '../../sidecar/imports/cell.rules.ts';
import {
  type Choices,
  foundColumns,
  type ReadSheet,
  readSheets,
} from '../../sidecar/imports/columns.rules.ts';
import type { ImportColumn } from '../../sidecar/imports/target.ts';
import type { SheetSample } from '../../sidecar/imports/workbook.ts';

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
const sheet = (...rows: string[][]): SheetSample => ({
  name: 'Personen',
  rows: rows.map((cells, index) => ({ row: index + 1, cells })),
});
const nothing: Choices = new Map();
const read = (sheets: SheetSample[], chosen = nothing) => readSheets(sheets, columns, chosen);
const likelySheet = (sheets: SheetSample[], chosen = nothing) => {
  const { sheets: all, likely } = read(sheets, chosen);
  return all[likely] as ReadSheet;
};
const said = ({ titles }: ReadSheet) => titles.flatMap(({ problem }) => problem ?? []);

test('titles match in German and English, in any order, whatever their case, blanks, hyphens and asterisk', () => {
  const file = [sheet(['LAST NAME*', ' e mail-adresse ', 'Vor name'], ['Muster', 'e@example.com', 'Erika'])];
  expect(read(file).decided).toBe(true);
  expect(foundColumns(likelySheet(file).titles)).toEqual([
    { key: 'lastName', letter: 'A', title: 'LAST NAME*' },
    { key: 'email', letter: 'B', title: ' e mail-adresse ' },
    { key: 'firstName', letter: 'C', title: 'Vor name' },
  ]);
});

test('any order of the columns is understood alike', () => {
  fc.assert(
    fc.property(
      fc.shuffledSubarray(['Vorname', 'Nachname', 'E-Mail-Adresse'], { minLength: 3 }),
      (titles) => {
        const { titles: found } = likelySheet([sheet(titles, titles)]);
        for (const { title, key } of found)
          expect(columns.find((each) => each.key === key)?.titles.de).toBe(title);
      },
    ),
  );
});

test('the sheet with every required column is taken; of several a person decides', () => {
  const notes: SheetSample = {
    name: 'Notizen',
    rows: [
      { row: 1, cells: ['Vorname'] },
      { row: 2, cells: ['x'] },
    ],
  };
  const people = sheet(['Vorname', 'Nachname'], ['a', 'b']);
  expect(read([notes, people])).toMatchObject({ likely: 1, decided: true });
  expect(read([people, { ...people, name: 'Werk Süd' }])).toMatchObject({ likely: 0, decided: false });
  const empty = { name: 'leer', rows: people.rows.slice(0, 1) };
  expect(read([people, empty]).decided).toBe(true);
});

test('every unknown, double, untitled and missing column is named, and none of them is read', () => {
  const found = likelySheet([sheet(['Vorname', 'Gehalt', 'First name', ''], ['a', '1', 'b', 'loose'])]);
  expect(said(found)).toEqual([
    { field: 'B', text: 'imports.columns.unknown', params: { letter: 'B', title: 'Gehalt' } },
    { field: 'C', text: 'imports.columns.twice', params: { letter: 'C', title: 'First name', other: 'A' } },
    { field: 'D', text: 'imports.columns.untitled', params: { letter: 'D', title: '' } },
  ]);
  expect(found.missing.map(({ key }) => key)).toEqual(['lastName']);
  expect(foundColumns(found.titles).map(({ key }) => key)).toEqual(['firstName']);
});

test('a title like a known one is proposed, and still waits for a person', () => {
  const found = likelySheet([sheet(['Vornamen', 'Nachnahme', 'Gehalt'], ['a', 'b', 'c'])]);
  expect(found.titles.map(({ key }) => key)).toEqual(['firstName', 'lastName', null]);
  expect(said(found)).toHaveLength(3);
});

test('what was chosen before for a title counts, and the columns of our own error file are left out', () => {
  const chosen: Choices = new Map([
    ['gehalt', null],
    ['rufname', 'firstName'],
    ['alt', 'gone'],
  ]);
  const file = [sheet(['Rufname', 'Nachname', 'Gehalt', 'Status', 'Hinweis'], ['a', 'b', '1', 'x', 'y'])];
  expect(read(file, chosen).decided).toBe(true);
  expect(foundColumns(likelySheet(file, chosen).titles).map(({ key }) => key)).toEqual([
    'firstName',
    'lastName',
  ]);
  expect(read([sheet(['Alt', 'Nachname', 'Vorname'], ['a', 'b', 'c'])], chosen).decided).toBe(false);
});

test('a title that is a name of JavaScript itself is an unknown column and nothing else', () => {
  for (const title of ['__proto__', 'constructor', 'toString']) {
    const found = likelySheet([sheet(['Vorname', 'Nachname', title], ['a', 'b', 'polluted'])]);
    expect(said(found).map(({ field }) => field)).toEqual(['C']);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('titles without rows are an empty workbook, and hundreds of columns none that is meant', () => {
  expect(() => read([sheet(['Vorname', 'Nachname'])])).toThrow('workbook_empty');
  const wide = Array.from({ length: 201 }, (_, index) => `T${index}`);
  expect(() => read([sheet(wide, wide)])).toThrow('workbook_columns');
});

test('letters, numbers and titles as Excel means them', () => {
  expect([0, 25, 26, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  fc.assert(fc.property(fc.nat(20_000), (index) => columnIndex(columnLetter(index)) === index));
  expect(['4.711E3', '1.0E-7', '17', '123456789012345680000'].map(numberText)).toEqual([
    '4711',
    '0.0000001',
    '17',
    '123456789012346000000',
  ]);
  expect(titleKey('E‑Mail‐Adresse *')).toBe(titleKey('e mail adresse'));
});
