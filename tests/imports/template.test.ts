import { expect, test } from '@jest/globals';
import excel from 'exceljs';
import { type Choices, readSheets } from '../../sidecar/imports/columns.rules.ts';
import { writeTemplate } from '../../sidecar/imports/template.ts';
import { sampleWorkbook } from '../../sidecar/imports/workbook.ts';
import { memberColumns } from '../../sidecar/members/import-columns.rules.ts';
import { locales } from '../../sidecar/platform/i18n.ts';
import { networkManager, texts } from '../members/import-fixtures.ts';

const columns = memberColumns(texts, networkManager);
async function template(locale: 'de' | 'en') {
  const content = await writeTemplate(columns, 'Personen', locale, texts.translate(locale));
  const book = new excel.Workbook();
  await book.xlsx.load(content as unknown as excel.Buffer);
  return { content, book, rows: book.worksheets[0] };
}

test.each(locales)(
  'the template in %s as it is holds no person, filled in it is read column by column',
  async (locale) => {
    const { content, book, rows } = await template(locale);
    const nothing: Choices = new Map();
    const empty = await sampleWorkbook(content);
    expect(() => readSheets(empty, columns, nothing)).toThrow('workbook_empty');
    if (!rows) throw new Error('no sheet');
    const keys = columns.map(({ key }) => key);
    rows.addRow(keys.map((_, index) => `00${index}`));
    const filled = await sampleWorkbook(Buffer.from(await book.xlsx.writeBuffer()));
    const { sheets, likely, decided } = readSheets(filled, columns, nothing);
    expect(decided).toBe(true);
    expect(sheets[likely]?.titles.map(({ key }) => key)).toEqual(keys);
    const cells = filled.find(({ name }) => name === sheets[likely]?.sheet)?.rows[1]?.cells;
    expect(cells).toEqual(keys.map((_, index) => `00${index}`));
  },
);

test('cells are text, so that Excel keeps leading zeros, and choices come from the network', async () => {
  const { book, rows } = await template('de');
  const letters = Object.fromEntries(columns.map(({ key }, index) => [key, String.fromCharCode(65 + index)]));
  expect(rows?.getColumn(6).numFmt).toBe('@');
  const formula = rows?.getCell(`${letters['area']}2`).dataValidation?.formulae?.[0] as string;
  expect(formula).toMatch(/^Lists!\$[A-Z]\$1:\$[A-Z]\$4$/);
  const lists = book.getWorksheet('Lists');
  const letter = formula.charAt('Lists!$'.length);
  expect([1, 2, 3, 4].map((row) => lists?.getCell(`${letter}${row}`).value)).toEqual([
    'Muster AG',
    'Zentrale',
    'Werk Nord',
    'Werk Süd',
  ]);
  expect(lists?.state).toBe('veryHidden');
});

test('the rules explain every column with an example', async () => {
  const { book } = await template('en');
  const words = JSON.stringify(book.getWorksheet('Rules')?.getSheetValues());
  for (const { titles, hint } of columns) {
    expect(words).toContain(titles.en);
    expect(words).toContain(texts.translate('en')(hint));
  }
  expect(words).toContain('erika.mustermann@example.com');
});
