import type { AdminScope } from '../areas/scope.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { closeRows } from './import-row.store.ts';
import type { AppliedRow, ImportTarget, RowRecord } from './target.ts';

/** Rows a transaction: more of them save little and make others wait longer (docs/adr/017). */
export const batchSize = 1000;

export type RunDeps = {
  db: Db;
  target: ImportTarget;
  /** The rights as they are now, read for each batch in its own transaction: a small pool has no second connection. */
  scopeOf(db: Db): Promise<AdminScope | undefined>;
  clock: Clock;
  seconds: number;
};

/** Without an administrator whose rights count, nothing more is stored. */
function refuseAll(rows: readonly RowRecord<unknown>[]): AppliedRow[] {
  return rows.map(({ number }) => ({
    number,
    outcome: 'refused',
    problems: [{ text: 'imports.problem.rights' }],
  }));
}

/** What became of the next rows; in the caller's transaction. */
export async function storeRows(
  { target, scopeOf }: RunDeps,
  trx: Trx,
  importId: string,
  rows: readonly RowRecord<unknown>[],
): Promise<readonly AppliedRow[]> {
  const scope = await scopeOf(trx);
  const applied = scope ? await target.apply(trx, scope, importId, rows) : refuseAll(rows);
  await closeRows(trx, importId, applied);
  return applied;
}
