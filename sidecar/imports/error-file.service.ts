import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import { cellOf } from './cell.rules.ts';
import { errorCells, errorColumns, ownWidth, separatorOf } from './error-file.rules.ts';
import type { ImportHead } from './import.read-model.ts';
import { readFile } from './import.store.ts';
import type { RowState } from './import.table.ts';
import type { TableRows } from '../platform/http/table-types.ts';
import { streamTable } from './table-stream.ts';
import type { ImportCells, RowProblem } from './target.ts';
import { readRows, sampleWorkbook, type SheetRow } from './workbook.ts';
import './import.table.ts';

type Faulty = { sheetRow: number; state: RowState; problems: RowProblem[]; input: ImportCells };

function faulty(db: Db, importId: string) {
  return db
    .selectFrom('import_row')
    .select(['sheet_row as sheetRow', 'state', 'problems', 'input'])
    .where('import_id', '=', importId)
    .where((is) =>
      is.or([
        is('state', '=', 'refused'),
        is.and([is('state', '=', 'staged'), is('verdict', '=', 'blocked')]),
      ]),
    );
}

/** The places of the rows that an error file would hold, but of those that were emptied. */
export async function faultyRowsOf(db: Db, importId: string): Promise<Set<number>> {
  const rows = await faulty(db, importId).where(sql<boolean>`input <> '{}'`).execute();
  return new Set(rows.map(({ sheetRow }) => sheetRow));
}

/** The places of all rows but those that were emptied. */
export async function filledRowsOf(db: Db, importId: string): Promise<Set<number>> {
  const rows = await db
    .selectFrom('import_row')
    .select('sheet_row as sheetRow')
    .where('import_id', '=', importId)
    .where(sql<boolean>`input <> '{}'`)
    .execute();
  return new Set(rows.map(({ sheetRow }) => sheetRow));
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

type Reader = { t: Translate; locale: Locale };

/** The titles, then the faulty rows as they come by. */
async function* faultyRows(
  db: Db,
  head: ImportHead,
  { t, locale }: Reader,
  file: { content: Buffer; sheet: string; titles: readonly string[] },
): TableRows {
  const columns = file.titles.map((_, index) => index);
  const found = new Map(head.columns.map((column) => [column.key, column]));
  yield [[...file.titles, ...errorColumns[locale]]];
  for await (const rows of readRows(file.content, { sheet: file.sheet, columns })) {
    const known = await faultyAmong(db, head.id, rows);
    const faults = rows.flatMap(({ row, cells }) => {
      const fault = known.get(row);
      return fault ? [[...cells, ...errorCells(t, fault, found)]] : [];
    });
    if (faults.length > 0) yield faults;
  }
}

/** Room for a sentence, in characters. */
const hintWidth = 70;

/**
 * The administrator's own file again: same kind, same sheet, own titles in own order, the rows that were not stored with their own
 * texts, and two columns that say why and what to do. Made while it is sent. Throws `workbook_empty` for a file without titles.
 */
export async function errorFile(
  db: Db,
  head: ImportHead,
  reader: Reader,
): Promise<AsyncIterable<Uint8Array>> {
  const content = await readFile(db, head.id);
  const sheet = await sheetOf(db, head);
  const samples = await sampleWorkbook(content);
  // of a file that was cleaned only this sheet is left, its name shortened to what Excel takes
  const sample =
    samples.find(({ name }) => name === sheet) ?? (samples.length === 1 ? samples[0] : undefined);
  const [titles] = sample?.rows ?? [];
  if (!sample || !titles) throw new AppError('workbook_empty');
  const own = titles.cells.slice(0, ownWidth(titles.cells));
  return streamTable(
    sheet,
    faultyRows(db, head, reader, { content, sheet: sample.name, titles: own }),
    head.fileKind,
    {
      separator: separatorOf(content),
      cell: cellOf,
      lastWidth: hintWidth,
    },
  );
}
