import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { Lease } from './import.store.ts';
import type { ImportState } from './import.table.ts';
import type { UndoneRow, UndoRow } from './target.ts';
import './import.table.ts';
import { sql } from 'kysely';

/** A sign of life of a run in one transaction, written beside it; false once the import is another's, or paused. */
export async function noteRowsRun(db: Db, { id, attempt }: Lease, until: Date, rows: number) {
  const changed = await db
    .updateTable('import')
    .set({ lease_until: until, rows_run: rows, turn_seen_at: sql`clock_timestamp()` })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/**
 * One step of an import's life; undefined where it is not in `from` (any more). The lease ends: whoever held it has lost. So does
 * its turn: it queues anew.
 */
async function step(
  trx: Trx,
  id: string,
  from: ImportState,
  change: { state: ImportState; undone_by?: string; undone_at?: Date },
): Promise<Nudge | undefined> {
  const row = await trx
    .updateTable('import')
    .set({ ...change, lease_until: null, turn_at: null, turn_over: false })
    .where('id', '=', id)
    .where('state', '=', from)
    .where('error', 'is', null)
    .returning('attempt')
    .executeTakeFirst();
  return row && { row: id, attempt: row.attempt };
}

/** running → paused, while there is a row left to store. Waits for the batch that is being stored. */
export async function markPaused(trx: Trx, id: string): Promise<boolean> {
  // taken before looking, so that what is looked at is what the batch left
  await sql`select 1 from import where id = ${id} for update`.execute(trx);
  const left = await trx
    .selectFrom('import_row')
    .select('number')
    .where('import_id', '=', id)
    .where('state', '=', 'staged')
    .where('verdict', 'in', ['new', 'changed'])
    .limit(1)
    .executeTakeFirst();
  return left !== undefined && (await step(trx, id, 'running', { state: 'paused' })) !== undefined;
}

/** paused → running, also to end without the rows that are left. */
export async function markResumed(trx: Trx, id: string): Promise<Nudge | undefined> {
  return step(trx, id, 'paused', { state: 'running' });
}

/** done → undoing, by this administrator. */
export async function markUndoing(trx: Trx, id: string, by: string): Promise<Nudge | undefined> {
  return step(trx, id, 'done', { state: 'undoing', undone_by: by });
}

/** undoing → undone, by whoever holds the lease. */
export async function markUndone(trx: Trx, { id, attempt }: Lease, now: Date): Promise<boolean> {
  const changed = await trx
    .updateTable('import')
    .set({ state: 'undone', undone_at: now, lease_until: null })
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'undoing')
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** The next stored rows to take back, before row `below`, last stored first: two rows about one person end as if there had been none. */
export async function nextStored(
  trx: Trx,
  importId: string,
  below: number,
  limit: number,
): Promise<UndoRow<unknown>[]> {
  const rows = await trx
    .selectFrom('import_row')
    .select(['number', 'subject_id', 'record', 'before'])
    .where('import_id', '=', importId)
    .where('number', '<', below)
    .where('state', '=', 'stored')
    .orderBy('number', 'desc')
    .limit(limit)
    .forUpdate()
    .execute();
  return rows.map((row) => ({
    number: row.number,
    subjectId: row.subject_id ?? '',
    record: row.record,
    before: row.before,
  }));
}

export async function closeUndone(trx: Trx, importId: string, rows: readonly UndoneRow[]): Promise<void> {
  await sql`
    update import_row r set state = e.outcome, problems = r.problems || e.problems
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e(number int, outcome text, problems jsonb)
    where r.import_id = ${importId} and r.number = any(${rows.map(({ number }) => number)}::int[])
      and r.number = e.number and r.state = 'stored'
  `.execute(trx);
}
