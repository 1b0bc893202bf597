/**
 * A process of its own: reads one uploaded file from standard input and answers lines of JSON on standard output, as fast as
 * they are taken. It holds no secret and no connection, so that a hostile file costs at most this process.
 */
import { once } from 'node:events';
import { AppError } from '../platform/errors.ts';
import { csvRows } from './reading/csv.ts';
import { limits, rowBudget, type SheetRow } from './reading/limits.rules.ts';
import { sheetRows } from './reading/sheet.ts';
import { openWorkbook } from './reading/xlsx.ts';

/** The first line of standard input, the file follows; without `sheet` the first rows of every sheet are told. */
export type Question = {
  kind: 'xlsx' | 'csv';
  choice?: { sheet: string; columns: readonly number[]; exact?: readonly number[] };
};
/** Rows of one sheet: all of a sample, or one batch of many. */
export type SheetRows = { sheet: string; rows: SheetRow[] };
export type Answer = SheetRows | { refused: AppError['code'] } | { done: true };

const sampleRows = 20;
const batchRows = 1000;
const batchCharacters = 1_000_000;

type Source = { name: string; rows(columns?: readonly number[]): AsyncGenerator<SheetRow[]> };

async function sourcesOf(content: Buffer, { kind, choice }: Question): Promise<Source[]> {
  const exact = choice?.exact ?? [];
  if (kind === 'csv') return [{ name: 'CSV', rows: (columns) => csvRows(content, columns, exact) }];
  const book = await openWorkbook(content, exact);
  return book.sheets.map(({ name, part }) => ({ name, rows: (columns) => sheetRows(book, part, columns) }));
}

async function* samples(sources: readonly Source[]): AsyncGenerator<SheetRows> {
  const hasText = rowBudget(limits.sampleCharacters);
  for (const { name, rows: read } of sources) {
    const rows: SheetRow[] = [];
    for await (const piece of read()) {
      for (const row of piece) if (rows.length < sampleRows && hasText(row)) rows.push(row);
      if (rows.length === sampleRows) break;
    }
    yield { sheet: name, rows };
  }
}

/** Few long rows make a batch as well, so that a batch never weighs much. */
async function* batches(source: Source, columns: readonly number[]): AsyncGenerator<SheetRows> {
  const hasText = rowBudget();
  let batch: SheetRow[] = [];
  let characters = 0;
  for await (const piece of source.rows(columns)) {
    for (const row of piece) {
      if (!hasText(row)) continue;
      batch.push(row);
      for (const cell of row.cells) characters += cell.length;
      if (batch.length < batchRows && characters < batchCharacters) continue;
      yield { sheet: source.name, rows: batch };
      batch = [];
      characters = 0;
    }
  }
  if (batch.length > 0) yield { sheet: source.name, rows: batch };
}

async function* answers(question: Question, content: Buffer): AsyncGenerator<Answer> {
  const { kind, choice } = question;
  try {
    const sources = await sourcesOf(content, question);
    const chosen = sources.find(({ name }) => name === choice?.sheet);
    if (!choice) yield* samples(sources);
    else if (chosen) yield* batches(chosen, choice.columns);
    yield { done: true };
  } catch (thrown) {
    const code = kind === 'csv' ? 'csv_unreadable' : 'workbook_unreadable';
    yield { refused: thrown instanceof AppError ? thrown.code : code };
  }
}

async function main(): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  const input = Buffer.concat(chunks.splice(0));
  const end = input.indexOf('\n');
  const question = JSON.parse(input.toString('utf8', 0, end)) as Question;
  for await (const answer of answers(question, input.subarray(end + 1)))
    if (!process.stdout.write(`${JSON.stringify(answer)}\n`)) await once(process.stdout, 'drain');
}

await main();
