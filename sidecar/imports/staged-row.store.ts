import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import { type Group, type Placed, setCodes } from './groups.rules.ts';
import {
  type CompletedRow,
  type ImportRow,
  type RowChange,
  type RowProblem,
  type RowRecord,
  type Verdict,
  verdicts,
} from './target.ts';
import './import.table.ts';

/** A row as the preview shows it. */
export type StagedRow = ImportRow & {
  record?: unknown;
  verdict: Verdict;
  subjectId?: string;
  problems: readonly RowProblem[];
  warnings: readonly RowProblem[];
  changes: readonly RowChange[];
};

/** Adds a batch of rows in one statement; its shape is JSON, because a parameter a cell costs more than the rows. */
export async function insertRows(
  trx: Trx,
  importId: string,
  sheet: string,
  rows: readonly StagedRow[],
): Promise<void> {
  const values = rows.map(({ number, sheetRow, cells, record, verdict, subjectId, ...row }) => ({
    number,
    sheet_row: sheetRow,
    input: cells,
    record,
    verdict,
    subject_id: subjectId,
    problems: row.problems,
    warnings: row.warnings,
    changes: row.changes,
  }));
  await sql`
    insert into import_row (import_id, number, sheet, sheet_row, input, record, verdict, problems, warnings, changes, subject_id)
    select ${importId}, v.number, ${sheet}, v.sheet_row, v.input, v.record, v.verdict, v.problems, v.warnings, v.changes, v.subject_id
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v(number int, sheet_row int, input jsonb, record jsonb,
      verdict text, problems jsonb, warnings jsonb, changes jsonb, subject_id uuid)
  `.execute(trx);
  await insertWords(
    trx,
    importId,
    rows.map(({ number, cells }) => ({ number, words: Object.values(cells).join(' ') })),
  );
}

async function insertWords(
  trx: Trx,
  importId: string,
  rows: readonly { number: number; words: string }[],
): Promise<void> {
  await sql`
    insert into import_words (import_id, number, words) select ${importId}, w.number, w.words
    from unnest(${rows.map(({ number }) => number)}::int[], ${rows.map(({ words }) => words.toLowerCase())}::text[]) as w(number, words)
  `.execute(trx);
}

export async function insertPlaces(trx: Trx, importId: string, places: readonly Placed[]): Promise<void> {
  if (places.length === 0) return;
  await sql`
    insert into import_place (import_id, code, number)
    select ${importId}, p.code, p.number from unnest(${places.map(({ code }) => code)}::int[], ${places.map(({ number }) => number)}::int[])
      as p(code, number) on conflict do nothing
  `.execute(trx);
}

export async function insertGroups(trx: Trx, importId: string, groups: readonly Group[]): Promise<void> {
  if (groups.length === 0) return;
  const values = groups.map(({ code, kind, example, rows, places }) => ({
    import_id: importId,
    code,
    kind,
    example: JSON.stringify(example),
    rows,
    places: JSON.stringify(places),
  }));
  for (let at = 0; at < values.length; at += 1000)
    await trx
      .insertInto('import_group')
      .values(values.slice(at, at + 1000))
      .execute();
}

export type RowNote = { number: number; problems: readonly RowProblem[]; warnings: readonly RowProblem[] };

/** What the whole file showed about rows that are staged: problems block them, warnings are added. */
export async function noteRows(trx: Trx, importId: string, notes: readonly RowNote[]): Promise<void> {
  await sql`
    update import_row r set problems = r.problems || n.problems, warnings = r.warnings || n.warnings,
      verdict = case when jsonb_array_length(n.problems) > 0 then 'blocked' else r.verdict end,
      changes = case when jsonb_array_length(n.problems) > 0 then '[]' else r.changes end,
      subject_id = case when jsonb_array_length(n.problems) > 0 then null else r.subject_id end
    from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as n(number int, problems jsonb, warnings jsonb)
    where r.import_id = ${importId} and r.number = any(${notes.map(({ number }) => number)}::int[]) and r.number = n.number
  `.execute(trx);
}

/** The next new rows behind `after`, in the order of the file. */
export async function newRowsAfter(
  db: Db,
  importId: string,
  after: number,
  limit: number,
): Promise<RowRecord<unknown>[]> {
  return db
    .selectFrom('import_row')
    .select(['number', 'sheet_row as sheetRow', 'record'])
    .where('import_id', '=', importId)
    .where('verdict', '=', 'new')
    .where('number', '>', after)
    .orderBy('number')
    .limit(limit)
    .execute();
}

/** A query for the records of the rows that are new. */
export const newRecords = (importId: string): RawBuilder<unknown> =>
  sql`select record from import_row where import_id = ${importId} and verdict = 'new'`;

export async function completeRows(
  trx: Trx,
  importId: string,
  rows: readonly CompletedRow<unknown>[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql`
    update import_row r set record = c.record
    from jsonb_to_recordset(${JSON.stringify(rows.map(({ number, record }) => ({ number, record })))}::jsonb) as c(number int, record jsonb)
    where r.import_id = ${importId} and r.number = any(${rows.map(({ number }) => number)}::int[]) and r.number = c.number
  `.execute(trx);
  await insertWords(trx, importId, rows);
}

/** Which rows have which verdict, so that a page of any of them is read without a look at the others. */
export async function insertVerdicts(trx: Trx, importId: string): Promise<void> {
  await sql`
    insert into import_place (import_id, code, number)
    select import_id, case verdict ${sql.join(
      verdicts.map((verdict) => sql`when ${verdict} then ${setCodes[verdict]}::int`),
      sql` `,
    )} end, number from import_row where import_id = ${importId} order by number
  `.execute(trx);
}
