import { buffer } from 'node:stream/consumers';
import { cellOf, columnIndex } from './cell.rules.ts';
import { separatorOf } from './error-file.rules.ts';
import type { FileKind } from './import.table.ts';
import { isPasswordTitle, secretIndexes } from './secret-cell.rules.ts';
import type { ColumnChoice } from './staging.store.ts';
import type { TableRows } from '../platform/http/table-types.ts';
import { streamTable } from './table-stream.ts';
import { readRows, sampleWorkbook, type SheetSample } from './workbook.ts';

type Sheet = {
  sheet: string;
  width: number;
  titleRow: number;
  secret: ReadonlySet<number>;
  /** The rows below the titles that are left; all where it is left out. */
  keep?: ReadonlySet<number>;
};

/** So many blank rows are written at a time where a sheet has a gap. */
const gap = 1000;

/** The rows at their places in the sheet, without the secret columns below the titles; `held` hears of values that are left out. */
async function* cleanRows(
  content: Buffer,
  { sheet, width, titleRow, secret, keep }: Sheet,
  held: () => void,
): TableRows {
  let next = 1;
  for await (const rows of readRows(content, {
    sheet,
    columns: Array.from({ length: width }, (_, at) => at),
  })) {
    for (const { row, cells } of rows) {
      if (row > titleRow && keep && !keep.has(row)) continue;
      for (; next < row; next += Math.min(gap, row - next))
        yield Array.from({ length: Math.min(gap, row - next) }, () =>
          Array.from({ length: width }, () => ''),
        );
      next += 1;
      if (row <= titleRow) yield [cells];
      else {
        if (cells.some((cell, at) => cell !== '' && secret.has(at))) held();
        yield [cells.map((cell, at) => (secret.has(at) ? '' : cell))];
      }
    }
  }
}

const widthOf = (sample: SheetSample | undefined): number =>
  Math.max(0, ...(sample?.rows ?? []).map(({ cells }) => cells.length));

/** The sheet with its titles and these of its rows, at their places; empty where it is not in the file. */
export async function thinFile(
  { file, kind, titleRow }: { file: Buffer; kind: FileKind; titleRow: number | null },
  name: string,
  keep: ReadonlySet<number>,
): Promise<Buffer> {
  const samples = await sampleWorkbook(file);
  const sample = samples.find((one) => one.name === name) ?? (samples.length === 1 ? samples[0] : undefined);
  if (!sample) return Buffer.alloc(0);
  const { name: sheet } = sample;
  const rows = cleanRows(
    file,
    { sheet, width: widthOf(sample), titleRow: titleRow ?? 1, secret: new Set(), keep },
    () => {},
  );
  return buffer(streamTable(sheet, rows, kind, { separator: separatorOf(file), cell: cellOf }));
}

/** `typed`: whether any row had something in a column that is read as secret. */
export type Upload = { file: Buffer; kind: FileKind; samples: readonly SheetSample[]; typed: boolean };

/**
 * The chosen sheet without its columns of passwords, whatever was done with them, so that the file that is kept holds none;
 * undefined where nothing stands in such a column of any sheet. Other sheets are left out then: nobody knows what they hold.
 */
export async function fileToKeep(
  { file, kind, samples, typed }: Upload,
  { sheet, titleRow, columns }: ColumnChoice,
  secretKeys: ReadonlySet<string>,
): Promise<Buffer | undefined> {
  const titlesOf = (one: SheetSample | undefined): readonly string[] => one?.rows[0]?.cells ?? [];
  const sample = samples.find(({ name }) => name === sheet);
  const found = columns.map((column) => ({ ...column, index: columnIndex(column.letter) }));
  const { read, named } = secretIndexes(titlesOf(sample), found, secretKeys);
  let holds = typed || samples.some((other) => other !== sample && titlesOf(other).some(isPasswordTitle));
  // writing a large file anew takes its time: the template has such a column, and most leave it empty
  if (!holds && named.length === 0) return undefined;
  const width = Math.max(widthOf(sample), ...found.map(({ index }) => index + 1));
  const secret = new Set([...read, ...named]);
  const rows = cleanRows(file, { sheet, width, titleRow, secret }, () => {
    holds = true;
  });
  const options = { separator: separatorOf(file), cell: cellOf };
  const cleaned = await buffer(streamTable(sheet, rows, kind, options));
  return holds ? cleaned : undefined;
}
