import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../platform/errors.ts';
import { fileKindOf } from './file-kind.rules.ts';

/** One row that has any text; `row` as Excel counts, from 1. */
export type SheetRow = { row: number; cells: string[] };
export type Sheet = { name: string; rows: SheetRow[] };
type Answer = { sheets: Sheet[] } | { refused: 'workbook_unreadable' | 'too_large' };

const reader = fileURLToPath(new URL('workbook-reader.ts', import.meta.url));
const secondsAllowed = 20;
const heapMegabytes = 256;
const maxAnswerBytes = 100e6;

/** Runs the reader on these bytes; a process that was killed, ran out of memory or said nothing has not read it. */
async function ask(content: Buffer): Promise<Answer | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${heapMegabytes}`, reader], {
      env: {},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    const limit = setTimeout(() => child.kill('SIGKILL'), secondsAllowed * 1000);
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxAnswerBytes) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    // a reader that dies early closes the pipe: its exit code tells the story
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      clearTimeout(limit);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve(code === 0 ? (JSON.parse(Buffer.concat(chunks).toString('utf8')) as Answer) : undefined);
    });
    child.stdin.end(content);
  });
}

/**
 * The sheets of a workbook as texts that will be stored as they are.
 * Throws `unsupported_file`, `workbook_unreadable`, `too_large` or `workbook_empty`.
 */
export async function readWorkbook(content: Buffer): Promise<Sheet[]> {
  fileKindOf(content);
  const answer = await ask(content);
  if (!answer) throw new AppError('workbook_unreadable');
  if ('refused' in answer) throw new AppError(answer.refused);
  const sheets = answer.sheets.filter((sheet) => sheet.rows.length > 0);
  if (sheets.length === 0) throw new AppError('workbook_empty');
  return sheets;
}

/** The first 20 rows with text of one sheet. */
export type SheetSample = { name: string; rows: SheetRow[] };
const sampleRows = 20;
const batchRows = 1000;

/** The first rows of each sheet. Throws `unsupported_file`, `workbook_unreadable`, `too_large` or `workbook_empty`. */
export async function sampleWorkbook(content: Buffer): Promise<SheetSample[]> {
  return (await readWorkbook(content)).map(({ name, rows }) => ({ name, rows: rows.slice(0, sampleRows) }));
}

/**
 * All rows of one sheet in batches of at most 1,000, only these columns: indices from 0, `cells[i]` belongs to `columns[i]`.
 * Throws as `sampleWorkbook`; leaving the loop early ends the process.
 */
export async function* readRows(
  content: Buffer,
  choice: { sheet: string; columns: readonly number[] },
): AsyncIterable<SheetRow[]> {
  const sheet = (await readWorkbook(content)).find(({ name }) => name === choice.sheet);
  const rows = (sheet?.rows ?? [])
    .map(({ row, cells }) => ({ row, cells: choice.columns.map((column) => cells[column] ?? '') }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  for (let at = 0; at < rows.length; at += batchRows) yield rows.slice(at, at + batchRows);
}
