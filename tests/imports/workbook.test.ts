import { expect, test } from '@jest/globals';
import excel from 'exceljs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { readWorkbook } from '../../sidecar/imports/workbook.ts';
import { workbook } from './cells.ts';

const cellsOf = async (content: Buffer): Promise<string[][]> =>
  (await readWorkbook(content))[0]?.rows.map((row) => row.cells) ?? [];

/** The workbook with one part rewritten, as a hostile or foreign program might write it. */
async function rewritten(content: Buffer, part: string, change: (xml: string) => string): Promise<Buffer> {
  const parts = unzipSync(new Uint8Array(content));
  const before = Buffer.from(parts[part] ?? []).toString('utf8');
  return Buffer.from(zipSync({ ...parts, [part]: strToU8(change(before)) }));
}

test('texts come as they will be stored: NFC, no outer or hard blanks, nothing invisible', async () => {
  const decomposed = 'Mu\u0308ller';
  const rows = await cellsOf(
    await workbook([
      [decomposed, '\u00a0Jörg\u00a0Peter \t', '\u202aerika@example.com\u202c\u200b', '  007 ', 'Ṩ'],
    ]),
  );
  expect(rows).toEqual([['Müller', 'Jörg Peter', 'erika@example.com', '007', 'Ṩ']]);
});

test('leading zeros of text stay, numbers have no exponent and no binary rounding, dates are ISO', async () => {
  const dated = new Date(Date.UTC(2024, 1, 29));
  const timed = new Date(Date.UTC(2024, 1, 29, 13, 30));
  const rows = await cellsOf(
    await workbook([['004711', 4711, 1234567890123, 1e21, 0.1 + 0.2, -0, dated, timed, true]]),
  );
  expect(rows).toEqual([
    [
      '004711',
      '4711',
      '1234567890123',
      '1000000000000000000000',
      '0.3',
      '0',
      '2024-02-29',
      '2024-02-29T13:30',
      'true',
    ],
  ]);
});

test('formulas give their last result, rich text and links their words', async () => {
  const rows = await cellsOf(
    await workbook([
      [
        { formula: '"a"&"b"', result: 'ab', date1904: false },
        { richText: [{ text: 'Eri' }, { font: { bold: true }, text: 'ka' }] },
        { text: 'erika@example.com', hyperlink: 'mailto:other@example.com' },
        'last',
      ],
    ]),
  );
  expect(rows).toEqual([['ab', 'Erika', 'erika@example.com', 'last']]);
});

test('rows keep the number that Excel shows, empty ones are left out', async () => {
  const [sheet] = await readWorkbook(await workbook([['a'], [' '], [null], ['b']], 'Blatt\u00a01'));
  expect(sheet).toEqual({
    name: 'Blatt 1',
    rows: [
      { row: 1, cells: ['a'] },
      { row: 4, cells: ['b'] },
    ],
  });
});

test('a lone surrogate and a NUL that Excel escapes become visible instead of breaking the database', async () => {
  const content = await rewritten(await workbook([['PLACE']]), 'xl/sharedStrings.xml', (xml) =>
    xml.replace('PLACE', 'a_xD800_b_x0000_c'),
  );
  expect(await cellsOf(content)).toEqual([['a\ufffdb\ufffdc']]);
});

test('an empty workbook says so', async () => {
  await expect(readWorkbook(await workbook([]))).rejects.toMatchObject({ code: 'workbook_empty' });
  await expect(readWorkbook(await workbook([['  ', null]]))).rejects.toMatchObject({
    code: 'workbook_empty',
  });
});

test.each([
  ['a renamed old .xls', Buffer.from('d0cf11e0a1b11ae1000000000000', 'hex'), 'unsupported_file'],
  [
    'a renamed web page',
    Buffer.from('<html><table><tr><td>Vorname</td></tr></table></html>'),
    'unsupported_file',
  ],
  ['a renamed csv', Buffer.from('Vorname;Nachname\nErika;Mustermann\n'), 'unsupported_file'],
  ['nothing', Buffer.alloc(0), 'unsupported_file'],
  [
    'a workbook with a password',
    Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.from('EncryptedPackage', 'utf16le')]),
    'workbook_unreadable',
  ],
  ['a zip that is no workbook', Buffer.from(zipSync({ 'a.txt': strToU8('hello') })), 'workbook_unreadable'],
])('%s is refused', async (_name, content, code) => {
  await expect(readWorkbook(content)).rejects.toMatchObject({ code });
});

test('a cut file is refused', async () => {
  const content = await workbook([['Vorname'], ['Erika']]);
  for (const part of [0.3, 0.6, 0.95]) {
    const cut = content.subarray(0, Math.floor(content.length * part));
    await expect(readWorkbook(cut)).rejects.toMatchObject({ code: 'workbook_unreadable' });
  }
});

test('an archive that inflates beyond the limit, or has too many parts, is refused before it is inflated', async () => {
  const bomb = Buffer.from(zipSync({ 'xl/workbook.xml': new Uint8Array(101e6) }, { level: 6 }));
  expect(bomb.length).toBeLessThan(1e6);
  await expect(readWorkbook(bomb)).rejects.toMatchObject({ code: 'too_large' });
  const many = Object.fromEntries(Array.from({ length: 2001 }, (_, index) => [`${index}.xml`, strToU8('x')]));
  await expect(readWorkbook(Buffer.from(zipSync(many)))).rejects.toMatchObject({ code: 'too_large' });
});

test('a cell at the far end of the sheet costs the reader its process, not ours', async () => {
  const far = await rewritten(await workbook([['a']]), 'xl/worksheets/sheet1.xml', (xml) =>
    xml
      .replace('<row r="1"', '<row r="1048576"')
      .replace('r="A1" t="s"', 'r="XFD1048576" t="s"')
      .replace(/<dimension[^>]*>/, ''),
  );
  await expect(readWorkbook(far)).rejects.toMatchObject({
    code: expect.stringMatching(/too_large|workbook_unreadable/),
  });
});

test('entities declared by the file are not expanded', async () => {
  const content = await rewritten(await workbook([['PLACE']]), 'xl/sharedStrings.xml', (xml) =>
    xml
      .replace(/(<\?xml[^>]*\?>)/, '$1<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/hostname">]>')
      .replace('PLACE', 'A&x;B'),
  );
  expect(await cellsOf(content)).toEqual([['A&x;B']]);
});

test('a workbook of ten thousand rows is read', async () => {
  const book = new excel.Workbook();
  const page = book.addWorksheet('Personen');
  for (let row = 0; row < 10_000; row += 1)
    page.addRow([`Vorname${row}`, `Nachname${row}`, String(row).padStart(6, '0')]);
  const [sheet] = await readWorkbook(Buffer.from(await book.xlsx.writeBuffer()));
  expect(sheet?.rows).toHaveLength(10_000);
  expect(sheet?.rows.at(-1)).toEqual({ row: 10_000, cells: ['Vorname9999', 'Nachname9999', '009999'] });
});
