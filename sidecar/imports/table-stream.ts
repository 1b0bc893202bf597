import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { stringify } from 'csv-stringify/sync';
import excel from 'exceljs';
import type { TableFormat, TableRows } from '../platform/http/table-types.ts';
import { inert } from './cell.rules.ts';

/** `separator` of a CSV; `cell` is how a text is written in a workbook; `lastWidth` in characters where the last column holds sentences. */
export type TableOptions = { separator?: string; cell?: (text: string) => string; lastWidth?: number };

const usualWidth = 28;

/** Semicolons and a byte order mark, because a German Excel reads nothing else right; a text may be run there, so every cell is inert. */
async function* csvChunks(batches: TableRows, { separator = ';' }: TableOptions): AsyncIterable<Uint8Array> {
  yield Buffer.from([0xef, 0xbb, 0xbf]);
  for await (const rows of batches)
    yield Buffer.from(
      stringify(
        rows.map((cells) => cells.map(inert)),
        { delimiter: separator, record_delimiter: '\r\n' },
      ),
    );
}

function openSheet(book: excel.stream.xlsx.WorkbookWriter, title: string, columns: number, last: number) {
  const sheet = book.addWorksheet(title.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31), {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  sheet.columns = Array.from({ length: columns }, (_, index) => ({
    width: index === columns - 1 ? last : usualWidth,
    style: { numFmt: '@' },
  }));
  return sheet;
}

async function writeSheet(
  out: PassThrough,
  title: string,
  batches: TableRows,
  { cell = inert, lastWidth = usualWidth }: TableOptions,
): Promise<void> {
  const book = new excel.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: true,
    useSharedStrings: false,
  });
  let sheet: excel.Worksheet | undefined;
  for await (const rows of batches) {
    for (const cells of rows) {
      const first = !sheet;
      sheet ??= openSheet(book, title, cells.length, lastWidth);
      const row = sheet.addRow(cells.map(cell));
      if (first) {
        row.font = { bold: true };
        row.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE0E8F0' } };
      }
      row.commit();
    }
    // what is written passes through the zip, and on to the reader, before more is made
    await setImmediate();
    if (out.writableNeedDrain) await Promise.race([once(out, 'drain'), once(out, 'close')]);
    if (out.destroyed) return;
  }
  sheet?.commit();
  await book.commit();
}

async function* xlsxChunks(
  title: string,
  batches: TableRows,
  options: TableOptions,
): AsyncIterable<Uint8Array> {
  const out = new PassThrough();
  const writing = writeSheet(out, title, batches, options);
  writing.catch((error: Error) => out.destroy(error));
  yield* out as AsyncIterable<Uint8Array>;
  await writing;
}

/** A file of any table, made while it is sent, so that its length costs little memory; every cell is text, and none can be run. */
export function streamTable(
  title: string,
  batches: TableRows,
  format: TableFormat,
  options: TableOptions = {},
): AsyncIterable<Uint8Array> {
  return format === 'csv' ? csvChunks(batches, options) : xlsxChunks(title, batches, options);
}
