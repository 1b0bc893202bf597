import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import excel from 'exceljs';
import { inert } from './cell.rules.ts';

export type TableFormat = 'xlsx' | 'csv';
/** Some rows at a time, the titles first; whoever makes them is asked for more only when there is room. */
export type TableRows = AsyncIterable<readonly (readonly string[])[]>;

/** Semicolons and a byte order mark, because a German Excel reads nothing else right. */
async function* csvChunks(batches: TableRows): AsyncIterable<Uint8Array> {
  yield Buffer.from([0xef, 0xbb, 0xbf]);
  const cell = (text: string) => (/[;"\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  for await (const rows of batches)
    yield Buffer.from(rows.map((row) => `${row.map((text) => cell(inert(text))).join(';')}\n`).join(''));
}

async function writeSheet(out: PassThrough, title: string, batches: TableRows): Promise<void> {
  const book = new excel.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: true,
    useSharedStrings: false,
  });
  const sheet = book.addWorksheet(title.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31), {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  let first = true;
  for await (const rows of batches) {
    for (const cells of rows) {
      const row = sheet.addRow(cells.map(inert));
      if (first) row.font = { bold: true };
      first = false;
      row.commit();
    }
    // what is written passes through the zip, and on to the reader, before more is made
    await setImmediate();
    if (out.writableNeedDrain) await Promise.race([once(out, 'drain'), once(out, 'close')]);
    if (out.destroyed) return;
  }
  sheet.commit();
  await book.commit();
}

async function* xlsxChunks(title: string, batches: TableRows): AsyncIterable<Uint8Array> {
  const out = new PassThrough();
  const writing = writeSheet(out, title, batches);
  writing.catch((error: Error) => out.destroy(error));
  yield* out as AsyncIterable<Uint8Array>;
  await writing;
}

/** A file of any table, made while it is sent, so that its length costs no memory; every cell is text and made inert. */
export function streamTable(
  title: string,
  batches: TableRows,
  format: TableFormat,
): AsyncIterable<Uint8Array> {
  return format === 'csv' ? csvChunks(batches) : xlsxChunks(title, batches);
}
