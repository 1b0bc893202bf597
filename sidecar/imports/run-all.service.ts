import { addSeconds } from '../platform/clock.ts';
import { keepLease, type Lease } from './import.store.ts';
import { noteRowsRun } from './import-life.store.ts';
import { closeOtherRows, closeRows, nextRows, refuseRest } from './import-row.store.ts';
import { batchSize, type RunDeps, storeRows } from './store-rows.service.ts';
import type { AppliedRow } from './target.ts';
import { endTurn, inTurn, RolledBack } from './turn.store.ts';

type Outcome = 'all' | 'lost' | readonly AppliedRow[];

/**
 * All rows in one transaction, or none. It does not hold the import's own row, so that a pause and the sign of life get through
 * beside it; whoever lost the import meanwhile finds that out before the commit, and nothing of it stays.
 */
async function attempt(deps: RunDeps, lease: Lease): Promise<Outcome | 'wait'> {
  const { db, target, clock, seconds } = deps;
  const until = () => addSeconds(clock(), seconds);
  const refused: AppliedRow[] = [];
  return inTurn<Outcome>(db, target.name, async (trx) => {
    if (!(await noteRowsRun(db, lease, until(), 0))) throw new RolledBack<Outcome>('lost');
    await closeOtherRows(trx, lease.id);
    for (let after = 0, through = 0; ; ) {
      const rows = await nextRows(trx, lease.id, after, batchSize);
      if (rows.length === 0) break;
      const applied = await storeRows(deps, trx, lease.id, rows);
      refused.push(...applied.filter(({ outcome }) => outcome === 'refused'));
      after = rows.at(-1)?.number ?? after;
      through += rows.length;
      if (!(await noteRowsRun(db, lease, until(), through))) throw new RolledBack<Outcome>('lost');
    }
    if (refused.length > 0) throw new RolledBack<Outcome>(refused);
    if (!(await keepLease(trx, lease, until()))) throw new RolledBack<Outcome>('lost');
    await endTurn(trx, lease.id);
    return 'all';
  });
}

/** Every row, or none: where one became impossible since the preview, all are left out, each with its reason. */
export async function storeAll(deps: RunDeps, lease: Lease): Promise<'all' | 'lost'> {
  const { db, target, clock, seconds } = deps;
  for (;;) {
    const outcome = await attempt(deps, lease);
    if (outcome === 'wait') {
      await keepLease(db, lease, addSeconds(clock(), seconds));
      continue;
    }
    if (outcome === 'lost') return outcome;
    if (outcome === 'all') {
      await target.afterCommit();
      return outcome;
    }
    return db.transaction().execute(async (trx) => {
      if (!(await keepLease(trx, lease, addSeconds(clock(), seconds)))) return 'lost';
      await closeOtherRows(trx, lease.id);
      await closeRows(trx, lease.id, outcome);
      await refuseRest(trx, lease.id, 'imports.problem.together');
      await endTurn(trx, lease.id);
      return 'all';
    });
  }
}
