import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { inert } from './cell.rules.ts';
import { csvLine, errorCells, errorColumns, ownWidth, separatorOf } from './error-file.rules.ts';
import type { ImportHead } from './import.read-model.ts';
import { readFile } from './import.store.ts';
import type { RowState } from './import.table.ts';
import { sheetWriter } from './sheet-writer.ts';
import type { RowProblem } from './target.ts';
import { readRows, sampleWorkbook, type SheetRow } from './workbook.ts';
import './import.table.ts';

type Faulty = { sheetRow: number; state: RowState; problems: RowProblem[] };
export type RowWriter = { write(cells: readonly string[]): Promise<void>; end(): Promise<void> };

function faulty(db: Db, importId: string) {
  return db
    .selectFrom('import_row')
    .select(['sheet_row as sheetRow', 'state', 'problems'])
    .where('import_id', '=', importId)
    .where((is) =>
      is.or([
        is('state', '=', 'refused'),
        is.and([is('state', '=', 'staged'), is('verdict', '=', 'blocked')]),
      ]),
    );
}

/** Whether an error file would hold any row. */
export async function hasFaultyRows(db: Db, importId: string): Promise<boolean> {
  return (await faulty(db, importId).limit(1).executeTakeFirst()) !== undefined;
}

async function faultyAmong(db: Db, importId: string, rows: readonly SheetRow[]) {
  const found: Faulty[] = await faulty(db, importId)
    .where('sheet_row', '>=', rows[0]?.row ?? 0)
    .where('sheet_row', '<=', rows.at(-1)?.row ?? 0)
    .execute();
  return new Map(found.map((row) => [row.sheetRow, row]));
}

/** Cells of a CSV file are made inert, because only there a text may be run; a cell of a workbook is typed as text. */
function csvWriter(out: Writable, separator: string): RowWriter {
  const put = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  let started = false;
  return {
    async write(cells) {
      await put(`${started ? '' : '\ufeff'}${csvLine(cells.map(inert), separator)}`);
      started = true;
    },
    async end() {
      out.end();
    },
  };
}

async function sheetOf(db: Db, { id, sheet }: ImportHead): Promise<string> {
  if (sheet !== null) return sheet;
  const row = await db
    .selectFrom('import_row')
    .select('sheet')
    .where('import_id', '=', id)
    .limit(1)
    .executeTakeFirst();
  return row?.sheet ?? '';
}

/**
 * Writes the administrator's own file again: same sheet, own titles in own order, the rows that were not stored with their own
 * texts, and two columns that say why and what to do. Row by row, so that it needs no more memory for many.
 */
export async function writeErrorFile(
  db: Db,
  head: ImportHead,
  { t, locale }: { t: Translate; locale: Locale },
  out: Writable,
): Promise<void> {
  const content = await readFile(db, head.id);
  const sheet = await sheetOf(db, head);
  const sample = (await sampleWorkbook(content)).find(({ name }) => name === sheet);
  const [titles] = sample?.rows ?? [];
  if (!titles) throw new AppError('workbook_empty');
  const width = ownWidth(titles.cells);
  const columns = Array.from({ length: width }, (_, index) => index);
  const writer =
    head.fileKind === 'csv' ? csvWriter(out, separatorOf(content)) : sheetWriter(out, sheet, width);
  await writer.write([...columns.map((index) => titles.cells[index] ?? ''), ...errorColumns[locale]]);
  const found = new Map(head.columns.map((column) => [column.key, column]));
  for await (const rows of readRows(content, { sheet, columns })) {
    const known = await faultyAmong(db, head.id, rows);
    for (const { row, cells } of rows) {
      const fault = known.get(row);
      if (fault) await writer.write([...cells, ...errorCells(t, fault, found)]);
    }
  }
  await writer.end();
}
