import { record } from '../audit/audit.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import { type ClaimedImport, keepLease, type Lease, markDone } from './import.store.ts';
import { countRows } from './import.read-model.ts';
import { allSubjects, awaitForgetting } from './forget.store.ts';
import { closeOtherRows, nextRows, storedSubjects } from './import-row.store.ts';
import { storeAll } from './run-all.service.ts';
import { batchSize, type RunDeps, storeRows } from './store-rows.service.ts';
import { awaitTurn } from './turn.service.ts';
import { endTurn, inTurn, keepTurn } from './turn.store.ts';

export const leaseSeconds = 120;
/** How long an import that only waits for accounts is left alone before the sweep looks again. */
const waitSeconds = 3;

/** Stores the rows behind `after` in one transaction; answers the last of them, 'lost' once the import is another's or paused. */
async function storeBatch(
  deps: RunDeps,
  trx: Trx,
  lease: Lease,
  after: number,
): Promise<number | 'all' | 'lost'> {
  if (!(await keepLease(trx, lease, addSeconds(deps.clock(), deps.seconds)))) return 'lost';
  if (after === 0) await closeOtherRows(trx, lease.id);
  const rows = await nextRows(trx, lease.id, after, batchSize);
  if (rows.length > 0) await storeRows(deps, trx, lease.id, rows);
  await (rows.length > 0 ? keepTurn(trx, lease.id) : endTurn(trx, lease.id));
  return rows.at(-1)?.number ?? 'all';
}

/** Every row that can be stored, batch by batch; what is committed stays. */
async function storeValid(deps: RunDeps, lease: Lease): Promise<'all' | 'lost'> {
  for (let after = 0; ; ) {
    const from = after;
    const outcome = await inTurn(deps.db, deps.target.name, (trx) => storeBatch(deps, trx, lease, from));
    if (outcome === 'all' || outcome === 'lost') return outcome;
    if (outcome === 'wait') await keepLease(deps.db, lease, addSeconds(deps.clock(), deps.seconds));
    else after = outcome;
    await deps.target.afterCommit();
  }
}

/** running → done once nobody's account is pending any more; else the sweep brings it back. */
async function finish({ db, target, clock }: RunDeps, lease: Lease): Promise<void> {
  const now = clock();
  const { pending } = await target.progress(db, storedSubjects(lease.id));
  if (pending > 0) {
    await keepLease(db, lease, addSeconds(now, waitSeconds));
    return;
  }
  await db.transaction().execute(async (trx) => {
    // before this import's own row, which whoever forgets may be about to take
    if (target.forgetting) await awaitForgetting(trx, target.name);
    const { created, updated, skipped, refused } = await countRows(trx, lease.id);
    const result = { created, updated, skipped, refused };
    if (!(await markDone(trx, lease, 'running', now, { result }))) return;
    await target.forgetting?.again(trx, allSubjects(lease.id));
    await record(trx, { kind: 'system' }, [{ act: 'import.finished', importId: lease.id }]);
  });
}

/**
 * Stores what is left, in the way that was chosen at the start; killed anywhere and called again, it goes on behind the last
 * committed batch.
 */
export async function runImport(deps: RunDeps, claimed: Pick<ClaimedImport, 'id' | 'attempt' | 'mode'>) {
  if (!(await awaitTurn(deps, claimed))) return;
  const store = claimed.mode === 'all_or_nothing' ? storeAll : storeValid;
  if ((await store(deps, claimed)) === 'lost') return;
  await finish(deps, claimed);
}
