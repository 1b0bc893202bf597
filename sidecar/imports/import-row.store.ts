import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { AppliedRow, RowRecord, Subjects } from './target.ts';
import './import.table.ts';

/** Rows that are not to be stored get their end at once: nothing to do, or not possible. */
export async function closeOtherRows(trx: Trx, importId: string): Promise<void> {
  await trx
    .updateTable('import_row')
    .set({ state: sql`case when verdict = 'unchanged' then 'skipped' else 'refused' end` })
    .where('import_id', '=', importId)
    .where('state', '=', 'staged')
    .where('verdict', 'in', ['unchanged', 'blocked'])
    .execute();
}

/** The next rows to store behind row `after`, in the order of the file. */
export async function nextRows(
  trx: Trx,
  importId: string,
  after: number,
  limit: number,
): Promise<RowRecord<unknown>[]> {
  return trx
    .selectFrom('import_row')
    .select(['number', 'sheet_row as sheetRow', 'record'])
    .where('import_id', '=', importId)
    .where('number', '>', after)
    .where('state', '=', 'staged')
    .where('verdict', 'in', ['new', 'changed'])
    .orderBy('number')
    .limit(limit)
    .forUpdate()
    .execute();
}

/**
 * Writes how each row ended, and what was really done where that differs from the preview; only rows that are still staged change. The numbers are named a second time for the
 * planner, which knows nothing yet about rows that were just written and would compare every row with every end.
 */
export async function closeRows(trx: Trx, importId: string, rows: readonly AppliedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ends = rows.map((row) => ({
    number: row.number,
    state: row.outcome,
    subject_id: row.subjectId ?? null,
    problems: row.problems,
    verdict: row.verdict ?? null,
    before: row.before ?? null,
    record: row.record ?? null,
  }));
  await sql`
    update import_row r
    set state = e.state, subject_id = coalesce(e.subject_id, r.subject_id), problems = r.problems || e.problems,
      verdict = coalesce(e.verdict, r.verdict), before = e.before, record = coalesce(e.record, r.record)
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb)
      as e(number int, state text, subject_id uuid, problems jsonb, verdict text, before jsonb, record jsonb)
    where r.import_id = ${importId} and r.number = any(${rows.map(({ number }) => number)}::int[])
      and r.number = e.number and r.state = 'staged'
  `.execute(trx);
}

/** Gives every row that is still to be stored its end without storing it: for one reason, in words of a text key. */
export async function refuseRest(trx: Trx, importId: string, text: string): Promise<void> {
  await trx
    .updateTable('import_row')
    .set({ state: 'refused', problems: sql`problems || ${JSON.stringify([{ text }])}::jsonb` })
    .where('import_id', '=', importId)
    .where('state', '=', 'staged')
    .where('verdict', 'in', ['new', 'changed'])
    .execute();
}

/** Who this import stored, as a query for the target to read from; `only` narrows it to those who were new. */
export function storedSubjects(importId: string, only?: 'new'): Subjects {
  const narrowed = only ? sql` and verdict = ${only}` : sql``;
  return sql`select subject_id from import_row
    where import_id = ${importId} and state = 'stored' and subject_id is not null${narrowed}`;
}

export async function hasBlockedRows(db: Db, importId: string): Promise<boolean> {
  const row = await db
    .selectFrom('import_row')
    .select('number')
    .where('import_id', '=', importId)
    .where('verdict', '=', 'blocked')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
