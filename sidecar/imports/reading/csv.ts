import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import { AppError } from '../../platform/errors.ts';
import { cellText, cellValue, exactText, missingResult } from '../cell.rules.ts';
import { encodingOf } from '../file-kind.rules.ts';
import { limits, type SheetRow } from './limits.rules.ts';

const pieceBytes = 65_536;
const separators = [';', ',', '\t'];
const options = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  // a lone quote inside a text, as in 5" pipe, is a character
  relax_quotes: true,
  max_record_size: limits.rowCharacters,
};

const unreadable = (cause: unknown): AppError => new AppError('csv_unreadable', { cause });

/** The text piece by piece. Throws `csv_unreadable` for a line that no table has, before it fills the memory. */
function* decoded(content: Buffer): Generator<string> {
  const decoder = new TextDecoder(encodingOf(content));
  let unbroken = 0;
  for (let at = 0; at < content.length; at += pieceBytes) {
    const text = decoder.decode(content.subarray(at, at + pieceBytes), { stream: true });
    const lineEnd = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'));
    unbroken = lineEnd < 0 ? unbroken + text.length : text.length - lineEnd;
    if (unbroken > limits.rowCharacters) throw unreadable('a line without end');
    yield text;
  }
  yield decoder.decode();
}

/** How well a separator divides the beginning: the columns of the first record, if the others have as many. */
function score(sample: string, delimiter: string): number {
  try {
    const records: string[][] = parseAtOnce(sample, { ...options, delimiter, to: 50 });
    const columns = records[0]?.length ?? 0;
    const alike = records.filter((record) => record.length === columns).length;
    return columns > 1 ? (columns * alike) / records.length : 0;
  } catch {
    return 0;
  }
}

/** The line `sep=;` at the start, which Excel obeys and does not show, or else what divides the beginning best. */
function separatorOf(beginning: string): { separator: string; skipped: number } {
  const told = /^sep=(.)(?:\r\n|\n|\r)/i.exec(beginning);
  if (told?.[1]) return { separator: told[1], skipped: told[0].length };
  const whole =
    beginning.slice(0, Math.max(beginning.lastIndexOf('\n'), beginning.lastIndexOf('\r')) + 1) || beginning;
  const scores = separators.map((separator) => score(whole, separator));
  return { separator: separators[scores.indexOf(Math.max(...scores))] ?? ';', skipped: 0 };
}

/** Excel's way to keep a number a text is `="0012"`; every other formula has no result here. */
function csvValue(raw: string): string {
  const text = cellText(raw);
  if (!text.startsWith('=')) return cellValue(text);
  const quoted = /^="((?:[^"]|"")*)"$/.exec(text)?.[1];
  return quoted === undefined ? missingResult : cellText(quoted.replaceAll('""', '"'));
}

/** As it stands, where that is no formula. */
function exactValue(raw: string): string {
  if (!raw.startsWith('=')) return exactText(raw);
  const quoted = /^="((?:[^"]|"")*)"$/.exec(raw)?.[1];
  return quoted === undefined ? missingResult : exactText(quoted.replaceAll('""', '"'));
}

function rowOf(
  record: readonly string[],
  row: number,
  columns: readonly number[] | undefined,
  exact: readonly number[],
): SheetRow {
  if (record.length > limits.columns) throw unreadable('too many columns');
  const chosen = columns ? columns.map((column) => record[column] ?? '') : record;
  if (chosen.some((cell) => cell.length > limits.cellCharacters))
    throw unreadable('a cell longer than Excel allows');
  const value = (cell: string, at: number): string =>
    exact.includes(columns?.[at] ?? at) ? exactValue(cell) : csvValue(cell);
  return { row, cells: chosen.map(value) };
}

/**
 * The rows of a text file with separators; blank lines count, as in Excel.
 * Throws `csv_unreadable` for a quote that is never closed, and for lines and cells without end, `too_large`.
 */
export async function* csvRows(
  content: Buffer,
  columns?: readonly number[],
  exact: readonly number[] = [],
): AsyncGenerator<SheetRow[]> {
  const pieces = decoded(content);
  const beginning = pieces.next().value ?? '';
  const { separator, skipped } = separatorOf(beginning);
  const parser = parse({ ...options, delimiter: separator });
  const rest = function* (): Generator<string> {
    yield beginning.slice(skipped);
    yield* pieces;
  };
  // what goes wrong on the way ends the loop below
  pipeline(Readable.from(rest()), parser, () => undefined);
  let row = 0;
  try {
    for await (const record of parser) {
      row += 1;
      if (row > limits.sheetRows) throw new AppError('too_large');
      yield [rowOf(record as string[], row, columns, exact)];
    }
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : unreadable(thrown);
  }
}
