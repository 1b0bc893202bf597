import { record } from '../audit/audit.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import { keepLease, type Lease } from './import.store.ts';
import { closeUndone, markUndoing, markUndone, nextStored } from './import-life.store.ts';
import { storedSubjects } from './import-row.store.ts';
import type { RunDeps } from './store-rows.service.ts';
import type { ImportTarget } from './target.ts';
import { awaitTurn } from './turn.service.ts';
import { inTurn, keepTurn } from './turn.store.ts';

const batchSize = 500;
const behindAll = 2_147_483_647;

/**
 * done → undoing with its audit row; undefined where that has happened already. Throws `conflict` where somebody whom the import
 * created was invited or has signed in.
 */
export async function startUndo(
  db: Db,
  target: ImportTarget,
  id: string,
  memberId: string,
): Promise<Nudge | undefined> {
  return db.transaction().execute(async (trx) => {
    const nudge = await markUndoing(trx, id, memberId);
    if (!nudge) return undefined;
    if ((await target.settled(trx, storedSubjects(id, 'new'))) > 0)
      throw new AppError('conflict', { fields: [{ field: 'undo', text: 'imports.undo.settled' }] });
    await record(trx, { kind: 'administrator', memberId }, [{ act: 'import.undoing', importId: id }]);
    return nudge;
  });
}

/** Takes the batch below this row back and answers its first row; without an administrator whose rights count everything stays. */
async function undoBatch(
  deps: RunDeps,
  trx: Trx,
  lease: Lease,
  below: number,
): Promise<number | 'all' | 'lost'> {
  const { target, clock, seconds } = deps;
  if (!(await keepLease(trx, lease, addSeconds(clock(), seconds)))) return 'lost';
  const rows = await nextStored(trx, lease.id, below, batchSize);
  if (rows.length === 0) return 'all';
  const scope = await deps.scopeOf(trx);
  const kept = { outcome: 'kept' as const, problems: [{ text: 'imports.problem.rights' }] };
  const undone = scope
    ? await target.undo(trx, scope, lease.id, rows)
    : rows.map(({ number }) => ({ number, ...kept }));
  await closeUndone(trx, lease.id, undone);
  await keepTurn(trx, lease.id);
  return rows.at(-1)?.number ?? 'all';
}

/** undoing → undone, batch by batch; killed anywhere and called again, it goes on behind the last committed batch. */
export async function undoImport(deps: RunDeps, lease: Lease): Promise<void> {
  const { db, target, clock } = deps;
  if (!(await awaitTurn(deps, lease))) return;
  for (let below = behindAll; ; ) {
    const from = below;
    const outcome = await inTurn(db, target.name, (trx) => undoBatch(deps, trx, lease, from));
    if (outcome === 'lost') return;
    if (outcome === 'all') break;
    if (outcome === 'wait') {
      await keepLease(db, lease, addSeconds(clock(), deps.seconds));
      continue;
    }
    below = outcome;
    await target.afterCommit();
  }
  await db.transaction().execute(async (trx) => {
    if (!(await markUndone(trx, lease, clock()))) return;
    await record(trx, { kind: 'system' }, [{ act: 'import.undone', importId: lease.id }]);
  });
}
