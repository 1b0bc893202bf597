/**
 * A process of its own: reads one workbook from standard input and answers one JSON document on standard output.
 * It holds no secret and no connection, so that a hostile file costs at most this process.
 */
import { unzipSync } from 'fflate';
import readWorkbook from 'read-excel-file/universal';
import { cellText, dateText, numberText } from './cell.rules.ts';

/** Same shapes as in workbook.ts, which starts this file. */
type Sheet = { name: string; rows: { row: number; cells: string[] }[] };
type Answer = { sheets: Sheet[] } | { refused: 'workbook_unreadable' | 'too_large' };

/** A workbook of 50,000 people with 20 columns inflates to about 60 MB. */
const maxInflatedBytes = 100e6;
const maxEntries = 2000;
const maxRows = 50_000;

class TooLarge extends Error {}

/** Reads the central directory only; inflating is bounded by the sizes that are declared there. */
function checkArchive(bytes: Uint8Array): void {
  let entries = 0;
  let inflated = 0;
  unzipSync(bytes, {
    filter(file) {
      entries += 1;
      inflated += file.originalSize;
      if (entries > maxEntries || inflated > maxInflatedBytes) throw new TooLarge();
      return false;
    },
  });
}

/** Numbers are texts already; the library's types name the class of a date where they mean one. */
function textOf(value: unknown): string {
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'string') return cellText(value);
  return typeof value === 'boolean' ? String(value) : '';
}

async function read(bytes: Uint8Array<ArrayBuffer>): Promise<Answer> {
  checkArchive(bytes);
  const sheets = await readWorkbook<string>(new Blob([bytes]), { trim: false, parseNumber: numberText });
  if (sheets.some((sheet) => sheet.data.length > maxRows)) throw new TooLarge();
  return {
    sheets: sheets.map(({ sheet, data }) => ({
      name: cellText(sheet),
      rows: data
        .map((cells, index) => ({ row: index + 1, cells: cells.map(textOf) }))
        .filter(({ cells }) => cells.some((cell) => cell !== '')),
    })),
  };
}

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const answer = await read(new Uint8Array(Buffer.concat(chunks))).catch(
    (error: unknown): Answer => ({
      refused: error instanceof TooLarge ? 'too_large' : 'workbook_unreadable',
    }),
  );
  process.stdout.write(JSON.stringify(answer));
}

await main();
