import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../platform/errors.ts';
import { requireWorkbook } from './file-kind.rules.ts';

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
  requireWorkbook(content);
  const answer = await ask(content);
  if (!answer) throw new AppError('workbook_unreadable');
  if ('refused' in answer) throw new AppError(answer.refused);
  const sheets = answer.sheets.filter((sheet) => sheet.rows.length > 0);
  if (sheets.length === 0) throw new AppError('workbook_empty');
  return sheets;
}

/** The first rows with text of each sheet. */
export type SheetSample = { name: string; rows: SheetRow[] };

/** Titles and first rows of every sheet that has any text. Throws as `readWorkbook`. */
export async function sampleWorkbook(content: Buffer): Promise<SheetSample[]> {
  const sheets = await readWorkbook(content);
  return sheets.map(({ name, rows }) => ({ name, rows: rows.slice(0, 20) }));
}

/** The rows of one sheet in batches, with the cells of these columns only (from 0). Throws as `readWorkbook`. */
export async function* readRows(
  content: Buffer,
  { sheet, columns }: { sheet: string; columns: readonly number[] },
): AsyncGenerator<SheetRow[]> {
  const found = (await readWorkbook(content)).find(({ name }) => name === sheet);
  const rows = found?.rows ?? [];
  for (let at = 0; at < rows.length; at += 1000)
    yield rows
      .slice(at, at + 1000)
      .map(({ row, cells }) => ({ row, cells: columns.map((index) => cells[index] ?? '') }));
}
