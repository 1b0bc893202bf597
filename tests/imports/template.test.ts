import xlsx from '@e965/xlsx';
import { expect, test } from '@jest/globals';
import { strFromU8, unzipSync } from 'fflate';
import { readSheets } from '../../sidecar/imports/columns.rules.ts';
import { writeTemplate } from '../../sidecar/imports/template.ts';
import { readRows, sampleWorkbook } from '../../sidecar/imports/workbook.ts';
import { memberColumns } from '../../sidecar/members/import-columns.rules.ts';
import { locales } from '../../sidecar/platform/i18n.ts';
import { networkManager, texts } from '../members/import-fixtures.ts';

const columns = memberColumns(texts, networkManager);
const titlesOf = (locale: 'de' | 'en'): string[] =>
  columns.map(({ titles, required }) => `${titles[locale]}${required ? '*' : ''}`);

/** The template as SheetJS reads it, which knows nothing of how it was written. */
async function template(locale: 'de' | 'en') {
  const content = await writeTemplate(columns, 'Personen', locale, texts.translate(locale));
  const parts = unzipSync(new Uint8Array(content));
  const book = xlsx.read(content, { type: 'buffer', cellStyles: true });
  return { content, book, part: (name: string) => strFromU8(parts[name] ?? new Uint8Array()) };
}

test.each(locales)('the template in %s has its titles and the rules, and holds no person', async (locale) => {
  const { content } = await template(locale);
  const samples = await sampleWorkbook(content);
  expect(samples.map(({ name }) => name)).toEqual([
    'Personen',
    texts.translate(locale)('imports.template.rulesSheet'),
  ]);
  expect(samples[0]?.rows).toEqual([{ row: 1, cells: titlesOf(locale) }]);
});

test.each([
  ['xlsx', 'shared texts', { bookType: 'xlsx', bookSST: true }],
  ['xlsx', 'texts in their cells', { bookType: 'xlsx', bookSST: false }],
  ['csv', 'commas', { bookType: 'csv' }],
] as const)(
  'filled in by another program and saved as %s with %s it is read as it is',
  async (kind, _how, how) => {
    const { book } = await template('de');
    const person = columns.map((_, index) => `00${index}`);
    const sheet = book.Sheets['Personen'] as xlsx.WorkSheet;
    xlsx.utils.sheet_add_aoa(sheet, [person, [], person], { origin: 'A2' });
    const filled = xlsx.write(book, { type: 'buffer', sheet: 'Personen', ...how }) as Buffer;
    const { sheets, likely, decided } = readSheets(await sampleWorkbook(filled), columns, new Map());
    expect([decided, sheets[likely]?.titles.map(({ key }) => key)]).toEqual([
      true,
      columns.map(({ key }) => key),
    ]);
    const name = kind === 'csv' ? 'CSV' : 'Personen';
    const indices = columns.map((_, index) => index);
    const rows = [];
    for await (const batch of readRows(filled, { sheet: name, columns: indices })) rows.push(...batch);
    expect(rows).toEqual([
      { row: 1, cells: titlesOf('de') },
      { row: 2, cells: person },
      { row: 4, cells: person },
    ]);
  },
);

test('every column is text, so that Excel keeps leading zeros', async () => {
  const { part } = await template('de');
  const styles = [...part('xl/styles.xml').matchAll(/<cellXfs.*<\/cellXfs>/gs)][0]?.[0] ?? '';
  const formats = [...styles.matchAll(/<xf [^>]*numFmtId="(\d+)"/g)].map((match) => match[1]);
  const found = [...part('xl/worksheets/sheet1.xml').matchAll(/<col ([^>]*)\/>/g)].map(
    ([, attributes = '']) => ({
      from: Number(/min="(\d+)"/.exec(attributes)?.[1]),
      to: Number(/max="(\d+)"/.exec(attributes)?.[1]),
      // 49 is the number of the format @
      text: formats[Number(/style="(\d+)"/.exec(attributes)?.[1])] === '49',
    }),
  );
  expect(found.every(({ text }) => text)).toBe(true);
  const covered = found.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, n) => from + n));
  expect(covered).toEqual(columns.map((_, index) => index + 1));
});

test('columns with choices offer those of the network, from a sheet that nobody sees', async () => {
  const { book, part } = await template('de');
  const offered = [
    ...part('xl/worksheets/sheet1.xml').matchAll(
      /<dataValidation [^>]*sqref="([A-Z]+)2:\1(\d+)"[^>]*>\s*<formula1>Lists!\$([A-Z])\$1:\$\3\$(\d+)</g,
    ),
  ].map(([, column = '', last, list = '', length]) => ({
    index: xlsx.utils.decode_col(column),
    last: Number(last),
    choices: Array.from(
      { length: Number(length) },
      (_, n) => book.Sheets['Lists']?.[`${list}${n + 1}`]?.v as string,
    ),
  }));
  const expected = columns.flatMap(({ choices }, index) =>
    choices ? [{ index, last: 5001, choices: choices.de }] : [],
  );
  expect(offered.toSorted((a, b) => a.index - b.index)).toEqual(expected);
  expect(expected.length).toBeGreaterThan(4);
  expect(book.Workbook?.Sheets?.map(({ Hidden }) => Hidden)).toEqual([0, 0, 2]);
});

test.each(locales)(
  'the rules in %s explain every column with an example, and which files are read',
  async (locale) => {
    const { book } = await template(locale);
    const t = texts.translate(locale);
    const lines = xlsx.utils.sheet_to_json<string[]>(book.Sheets[t('imports.template.rulesSheet')] ?? {}, {
      header: 1,
    });
    for (const { titles, required, hint, choices, example } of columns) {
      const line = lines.find(([title]) => title === titles[locale]);
      expect(line?.slice(0, 3)).toEqual([
        titles[locale],
        t(`imports.template.${required ? 'yes' : 'no'}`),
        t(hint),
      ]);
      expect(line?.[3] ?? '').toBe((choices?.[locale] ?? []).join(', '));
      expect(line?.[4] ?? '').toBe(example[locale]);
    }
    for (const rule of ['fileKinds', 'fileSheets', 'fileCells', 'fileMerged'])
      expect(lines.flat()).toContain(t(`imports.template.${rule}`));
  },
);
