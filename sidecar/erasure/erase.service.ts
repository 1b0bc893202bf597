import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import { buryMember } from '../members/erase.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { dueErasures } from './erase.store.ts';
import type { Eraser } from './whom.ts';
import { holdDeleted, whomOf } from './whom.read-model.ts';

export type EraseDeps = {
  clock: Clock;
  /** One a room, in an order in which nothing is removed that something else still refers to. */
  erasers: readonly Eraser[];
};

/** What the log says of it: who, and where left out whoever asked for it; `origin` is one of the log's codes. */
export type ErasedBy = { actor?: AuditActor; origin: string };

/**
 * Removes everything that is stored of one deleted person, in the caller's transaction; of the person's row id, state and dates stay. False, and
 * nothing changed, while the account is not confirmed gone, and for whoever is not deleted or erased already.
 */
export async function erase(
  { clock, erasers }: EraseDeps,
  trx: Trx,
  memberId: string,
  { actor, origin }: ErasedBy,
): Promise<boolean> {
  const deleted = await holdDeleted(trx, memberId);
  if (!deleted) return false;
  const whom = await whomOf(trx, memberId, deleted, clock());
  for (const eraser of erasers) await eraser(trx, whom);
  await buryMember(trx, memberId, clock());
  const asked: AuditActor = deleted.askedBy
    ? { kind: 'administrator', memberId: deleted.askedBy }
    : { kind: 'system' };
  await record(trx, actor ?? asked, [{ act: 'member.erased', memberId, origin }]);
  return true;
}

const atOnce = 100;

/** Erases whoever was asked for and whose account is gone, one transaction each; cut off anywhere, it goes on. Answers how many. */
export async function sweepErasures(deps: EraseDeps & { db: Db }): Promise<number> {
  let done = 0;
  let failure: unknown;
  for (;;) {
    const due = await dueErasures(deps.db, atOnce);
    for (const memberId of due) {
      try {
        const erased = await deps.db
          .transaction()
          .execute((trx) => erase(deps, trx, memberId, { origin: 'manual' }));
        if (erased) done += 1;
      } catch (err) {
        // One who cannot be erased now must not keep all who wait behind them.
        failure = err;
      }
    }
    if (failure !== undefined) throw failure;
    if (due.length < atOnce) return done;
  }
}
