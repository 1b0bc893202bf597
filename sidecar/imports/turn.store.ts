import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';

/** Says that a transaction ends without effect, and why; thrown inside `inTurn`. */
export class RolledBack<T> extends Error {
  readonly reason: T;

  constructor(reason: T) {
    super('rolled back');
    this.reason = reason;
  }
}

/**
 * One transaction that has the target to itself: overlapping imports take turns, so that their result equals one order and no two
 * batches wait for each other's people. 'wait' where others kept it for ten seconds; `RolledBack` answers its reason.
 */
export async function inTurn<T>(db: Db, target: string, work: (trx: Trx) => Promise<T>): Promise<T | 'wait'> {
  try {
    return await db.transaction().execute(async (trx) => {
      await sql`set local lock_timeout = '10s'`.execute(trx);
      await sql`select pg_advisory_xact_lock(hashtext(${`import:${target}`}))`.execute(trx);
      await sql`set local lock_timeout = 0`.execute(trx);
      return work(trx);
    });
  } catch (thrown) {
    if (thrown instanceof RolledBack) return thrown.reason as T;
    if ((thrown as { code?: unknown } | null)?.code === '55P03') return 'wait';
    throw thrown;
  }
}
