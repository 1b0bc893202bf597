import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { type Lease, keepLease, markDone } from './import.store.ts';
import { closeOtherRows, closeRows, nextRows, storedSubjects } from './import-row.store.ts';
import type { AppliedRow, ImportTarget, RowRecord } from './target.ts';

export const batchSize = 500;
export const leaseSeconds = 120;
/** How long an import that only waits for accounts is left alone before the sweep looks again. */
const waitSeconds = 3;

/** Without an administrator whose rights count, nothing more is stored. */
function refuseAll(rows: readonly RowRecord<unknown>[]): AppliedRow[] {
  return rows.map(({ number }) => ({
    number,
    outcome: 'refused',
    problems: [{ text: 'imports.problem.rights' }],
  }));
}

/** Stores the next rows in one transaction; 'lost' once another process holds the import. */
async function runBatch(
  db: Db,
  target: ImportTarget,
  scope: AdminScope | undefined,
  lease: Lease,
  until: Date,
): Promise<'more' | 'all' | 'lost'> {
  return db.transaction().execute(async (trx) => {
    if (!(await keepLease(trx, lease, until))) return 'lost';
    // overlapping imports take turns, so that their result equals one order and no two batches wait for each other
    await sql`select pg_advisory_xact_lock(hashtext(${`import:${target.name}`}))`.execute(trx);
    await closeOtherRows(trx, lease.id);
    const rows = await nextRows(trx, lease.id, batchSize);
    if (rows.length === 0) return 'all';
    const applied = scope ? await target.apply(trx, scope, lease.id, rows) : refuseAll(rows);
    await closeRows(trx, lease.id, applied);
    return 'more';
  });
}

/** running → done once nobody's account is pending any more; else the sweep brings it back. */
async function finish(db: Db, target: ImportTarget, lease: Lease, now: Date): Promise<void> {
  const { pending } = await target.progress(db, await storedSubjects(db, lease.id));
  if (pending > 0) {
    await keepLease(db, lease, addSeconds(now, waitSeconds));
    return;
  }
  await db.transaction().execute(async (trx) => {
    if (!(await markDone(trx, lease, 'running', now))) return;
    await record(trx, { kind: 'system' }, [{ act: 'import.finished', importId: lease.id }]);
  });
}

/** Stores what is left, batch by batch; killed anywhere and called again, it goes on behind the last committed batch. */
export async function runImport(
  db: Db,
  target: ImportTarget,
  scopeOf: () => Promise<AdminScope | undefined>,
  lease: Lease,
  clock: Clock,
  seconds = leaseSeconds,
): Promise<void> {
  for (;;) {
    const outcome = await runBatch(db, target, await scopeOf(), lease, addSeconds(clock(), seconds));
    if (outcome === 'lost') return;
    if (outcome === 'all') break;
    await target.afterCommit();
  }
  await finish(db, target, lease, clock());
}
