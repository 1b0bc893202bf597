import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Nudge } from '../platform/queue.ts';
import { markPaused, markResumed } from './import-life.store.ts';
import { refuseRest } from './import-row.store.ts';
import { inTurn } from './turn.store.ts';

/**
 * Stops storing behind the batch that is being stored. Accounts of people who are stored are made all the same: half a person
 * helps nobody. Does nothing where the import does not run or has stored everything, so that a second press changes nothing.
 */
export async function pauseImport(db: Db, id: string, actor: AuditActor): Promise<void> {
  await db.transaction().execute(async (trx) => {
    if (await markPaused(trx, id)) await record(trx, actor, [{ act: 'import.paused', importId: id }]);
  });
}

/** Goes on where it stopped; answers the nudge for the worker, undefined where there is nothing to resume. */
export async function resumeImport(db: Db, id: string, actor: AuditActor): Promise<Nudge | undefined> {
  return db.transaction().execute(async (trx) => {
    const nudge = await markResumed(trx, id);
    if (nudge) await record(trx, actor, [{ act: 'import.resumed', importId: id }]);
    return nudge;
  });
}

/**
 * Ends a paused import without the rows that are left; what is stored stays. Takes its turn, because a run in one transaction may
 * still hold these rows until it hears of the pause; throws `conflict` where others are at it for long.
 */
export async function stopImport(
  db: Db,
  { id, target }: { id: string; target: string },
  actor: AuditActor,
): Promise<Nudge | undefined> {
  const nudge = await inTurn(db, target, async (trx) => {
    const resumed = await markResumed(trx, id);
    if (!resumed) return undefined;
    await refuseRest(trx, id, 'imports.problem.stopped');
    await record(trx, actor, [{ act: 'import.stopped', importId: id }]);
    return resumed;
  });
  if (nudge === 'wait') throw new AppError('conflict');
  return nudge;
}
