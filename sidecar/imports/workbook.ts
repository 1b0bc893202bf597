import { AppError } from '../platform/errors.ts';
import { fileKindOf } from './file-kind.rules.ts';
import { askReader } from './reader-process.ts';

/** One row that has any text; `row` as Excel counts, from 1. */
export type SheetRow = { row: number; cells: string[] };
/** The first 20 rows with text of one sheet. */
export type SheetSample = { name: string; rows: SheetRow[] };

/** Which rows are read: `columns` are indices from 0; those among `exact` count as they stand, also blanks and look-alikes. */
export type SheetChoice = { sheet: string; columns: readonly number[]; exact?: readonly number[] };

/**
 * The first rows of each visible sheet, as texts that will be stored as they are. Throws `unsupported_file`,
 * `other_spreadsheet`, `workbook_locked`, `workbook_unreadable`, `csv_unreadable`, `too_large` or `workbook_empty`.
 */
export async function sampleWorkbook(content: Buffer): Promise<SheetSample[]> {
  const samples: SheetSample[] = [];
  for await (const { sheet, rows } of askReader(content, { kind: fileKindOf(content) }))
    if (rows.length > 0) samples.push({ name: sheet, rows });
  if (samples.length === 0) throw new AppError('workbook_empty');
  return samples;
}

/**
 * All rows of one sheet with text in these columns, in batches of at most 1,000; `cells[i]` belongs to `columns[i]`. Memory
 * stays flat whatever the file's size, and leaving the loop early ends the process. Throws as `sampleWorkbook`.
 */
export async function* readRows(content: Buffer, choice: SheetChoice): AsyncGenerator<SheetRow[]> {
  let empty = true;
  for await (const { rows } of askReader(content, { kind: fileKindOf(content), choice })) {
    empty = false;
    yield rows;
  }
  if (empty) throw new AppError('workbook_empty');
}
