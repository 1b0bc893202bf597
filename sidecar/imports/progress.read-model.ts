import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { ImportState, RunMode } from './import.table.ts';
import { storedSubjects } from './import-row.store.ts';
import { othersFirst } from './turn.store.ts';
import type { ImportTarget, Progress } from './target.ts';
import './import.table.ts';

/** How far an import is: its rows, and what became of the stored ones elsewhere. */
export type ImportProgress = {
  state: ImportState;
  mode: RunMode | null;
  startedAt: Date | null;
  /** Another import has its turn before. */
  waits: boolean;
  /** Rows that have their end, out of those that this phase is about. */
  rows: { done: number; whole: number };
  /** Rows that are still to be stored. */
  left: number;
  accounts: Progress;
  /** Whether there is anything but rows to wait for. */
  makesAccounts: boolean;
};

type Row = { ended: number; total: number; left: number; stored: number; undone: number };

/** Reads it in two statements. Throws `not_found` for an import that is gone. */
export async function readProgress(db: Db, target: ImportTarget, id: string): Promise<ImportProgress> {
  const head = await db
    .selectFrom('import')
    .select(['state', 'mode', 'started_at', 'rows_run', othersFirst(id).as('waits')])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!head) throw new AppError('not_found');
  const { rows } = await sql<Row>`
    select count(*)::int as total,
      count(*) filter (where state <> 'staged')::int as ended,
      count(*) filter (where state = 'staged' and verdict in ('new', 'changed'))::int as left,
      count(*) filter (where state = 'stored')::int as stored,
      count(*) filter (where state in ('undone', 'kept'))::int as undone
    from import_row where import_id = ${id}`.execute(db);
  const { total = 0, ended = 0, left = 0, stored = 0, undone = 0 } = rows[0] ?? {};
  const undoing = head.state === 'undoing';
  const accounts = await target.progress(db, storedSubjects(id));
  // a run in one transaction shows its rows at the end only, so it tells how far it is
  const through = left > 0 && head.mode === 'all_or_nothing' ? head.rows_run : 0;
  return {
    state: head.state,
    mode: head.mode,
    startedAt: head.started_at,
    waits: head.waits && (head.state === 'running' || undoing),
    rows: undoing
      ? { done: undone, whole: stored + undone }
      : { done: Math.min(total, ended + through), whole: total },
    left,
    accounts,
    makesAccounts: target.words === undefined,
  };
}

/** Whether there is anything to wait for: rows, or somebody's account. */
export function isMoving({ state, accounts }: ImportProgress): boolean {
  return state === 'running' || state === 'undoing' || (state === 'paused' && accounts.pending > 0);
}
