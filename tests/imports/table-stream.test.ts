import { expect, test } from '@jest/globals';
import excel from 'exceljs';
import { streamTable } from '../../sidecar/imports/table-stream.ts';
import { firstSheet } from './cells.ts';

const strange = ['Öztürk & <Söhne>', '"x"; y', ' vorn und hinten ', '=1+1', '+49', 'a\u0001b', '007', '😀'];

async function* batches(count: number): AsyncIterable<string[][]> {
  yield [strange.map((_, index) => `Titel ${index}`)];
  for (let start = 0; start < count; start += 250)
    yield Array.from({ length: Math.min(250, count - start) }, (_, index) =>
      strange.map((text) => `${text}${start + index}`),
    );
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

test('a workbook that two readers read alike: every cell a text, none that runs', async () => {
  const file = await whole(streamTable('Wer/darf: was?', batches(1001), 'xlsx'));
  const sheet = await firstSheet(file);
  expect(sheet.rows).toHaveLength(1002);
  const book = new excel.Workbook();
  await book.xlsx.load(file as never);
  const [read] = book.worksheets;
  expect([read?.name, read?.rowCount]).toEqual(['Wer darf  was ', 1002]);
  const cells = strange.map((_, index) => read?.getRow(2).getCell(index + 1).value);
  expect(cells).toEqual(
    strange.map((text) => `${/^[=+]/.test(text) ? "'" : ''}${text.replace('\u0001', '')}0`),
  );
  expect(read?.getRow(1).getCell(1).font.bold).toBe(true);
});

test('a CSV with its cells quoted where they need it', async () => {
  const text = (await whole(streamTable('x', batches(1), 'csv'))).toString('utf8');
  expect(text.split('\r\n')[1]).toBe(
    `Öztürk & <Söhne>0;"""x""; y0"; vorn und hinten 0;'=1+10;'+490;a\u0001b0;0070;😀0`,
  );
});
