import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { cellProblems } from '../../sidecar/imports/cell-problem.rules.ts';
import { cellText, cellValue, inert } from '../../sidecar/imports/cell.rules.ts';
import { csvRows } from '../../sidecar/imports/reading/csv.ts';
import { writeTable } from '../../sidecar/imports/template.ts';
import { readRows, type SheetRow } from '../../sidecar/imports/workbook.ts';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(
      "'",
      '=',
      '+',
      '-',
      '@',
      '0',
      'a',
      '"',
      ';',
      ' ',
      '\u00a0',
      '\u200b',
      '\u0308',
      '\r',
      '\n',
    ),
  }),
);

test('a text that was read is read again as it is', () => {
  fc.assert(fc.property(text, (raw) => cellText(cellText(raw)) === cellText(raw)));
});

test('what we make harmless comes back as it was', () => {
  fc.assert(
    fc.property(text.map(cellText), (each) => cellValue(inert(each)) === each || /^mailto:/i.test(each)),
  );
  fc.assert(fc.property(text.map(cellText), (each) => !/^[=+\-@]/.test(inert(each))));
});

test('a table that we write is read as it was, in both formats', async () => {
  const words = [
    '=1+1',
    "'=x",
    "'007",
    "O'Neill",
    "'t Hooft",
    '+49 30',
    'a;b',
    'sie "Kim"',
    'eins\nzwei',
    '007',
    'Ärztin',
  ];
  for (const format of ['xlsx', 'csv'] as const) {
    const file = await writeTable('Liste', [words], format);
    const choice = { sheet: format === 'csv' ? 'CSV' : 'Liste', columns: words.map((_, index) => index) };
    for await (const batch of readRows(file, choice)) expect(batch).toEqual([{ row: 1, cells: words }]);
  }
});

test('a row with a formula that has no result, or an error for a result, is told where and why', async () => {
  const { value: rows } = await csvRows(Buffer.from('=A1+1;#NV;#BEZUG!;#1;Erika')).next();
  const cells = Object.fromEntries(
    (rows as SheetRow[])[0]?.cells.map((cell, index) => [`c${index}`, cell]) ?? [],
  );
  expect(cellProblems(cells)).toEqual([
    { column: 'c0', found: '#FORMULA!', text: 'imports.problem.formula' },
    { column: 'c1', found: '#NV', text: 'imports.problem.error' },
    { column: 'c2', found: '#BEZUG!', text: 'imports.problem.error' },
  ]);
});
