import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { AppliedRow, RowRecord } from './target.ts';
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

/** The next rows to store, in the order of the file. */
export async function nextRows(trx: Trx, importId: string, limit: number): Promise<RowRecord<unknown>[]> {
  return trx
    .selectFrom('import_row')
    .select(['number', 'sheet_row as sheetRow', 'record'])
    .where('import_id', '=', importId)
    .where('state', '=', 'staged')
    .where('verdict', 'in', ['new', 'changed'])
    .orderBy('number')
    .limit(limit)
    .forUpdate()
    .execute();
}

/**
 * Writes how each row ended; only rows that are still staged change. The numbers are named a second time for the
 * planner, which knows nothing yet about rows that were just written and would compare every row with every end.
 */
export async function closeRows(trx: Trx, importId: string, rows: readonly AppliedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const ends = rows.map((row) => ({
    number: row.number,
    state: row.outcome,
    subject_id: row.subjectId ?? null,
    problems: row.problems,
  }));
  await sql`
    update import_row r
    set state = e.state, subject_id = coalesce(e.subject_id, r.subject_id), problems = r.problems || e.problems
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as e(number int, state text, subject_id uuid, problems jsonb)
    where r.import_id = ${importId} and r.number = any(${rows.map(({ number }) => number)}::int[])
      and r.number = e.number and r.state = 'staged'
  `.execute(trx);
}

/** Who this import stored; what happens to them elsewhere is the import's progress. */
export async function storedSubjects(db: Db, importId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('import_row')
    .select('subject_id')
    .distinct()
    .where('import_id', '=', importId)
    .where('state', '=', 'stored')
    .where('subject_id', 'is not', null)
    .execute();
  return rows.flatMap((row) => row.subject_id ?? []);
}
