import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import './import.table.ts';

/** Says that a transaction ends without effect, and why; thrown inside `inTurn`. */
export class RolledBack<T> extends Error {
  readonly reason: T;

  constructor(reason: T) {
    super('rolled back');
    this.reason = reason;
  }
}

/** A turn in which nothing comes forward for so long, by a fault of its own, is lost, so that nobody blocks the others for good. */
const lapsed = sql`clock_timestamp() - interval '5 minutes'`;

/** Another import of the same target whose turn began before that of `id` and is not over. */
export const othersFirst = (id: string) => sql<boolean>`exists (
  select 1 from import mine join import other on other.target = mine.target and other.id <> mine.id
  where mine.id = ${id} and other.state in ('running', 'undoing') and not other.turn_over and other.turn_at < mine.turn_at
    and other.turn_seen_at > ${lapsed})`;

/**
 * Asks for the turn of an import; false while somebody else has it. From then on it stays this import's until its rows are through,
 * also over a kill, so that two imports at once end as one after the other would. Only a pause lets others go first.
 */
export async function takeTurn(db: Db, target: string, id: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    // under a lock, so that nobody with an earlier time appears after the look
    await sql`select pg_advisory_xact_lock(hashtext(${`import turn:${target}`}))`.execute(trx);
    await sql`update import set turn_at = clock_timestamp(), turn_seen_at = clock_timestamp()
      where id = ${id} and (turn_at is null or turn_seen_at < ${lapsed})`.execute(trx);
    const { rows } = await sql<{ wait: boolean }>`select ${othersFirst(id)} as wait`.execute(trx);
    return rows[0]?.wait === false;
  });
}

/** Says that the import comes forward. */
export async function keepTurn(db: Db, id: string): Promise<void> {
  await db.updateTable('import').set({ turn_seen_at: sql`clock_timestamp()` }).where('id', '=', id).execute();
}

/** Lets the next import have its turn: nothing is left to store. */
export async function endTurn(trx: Db, id: string): Promise<void> {
  await trx.updateTable('import').set({ turn_over: true }).where('id', '=', id).execute();
}

/**
 * One transaction that has the target to itself, also beside the last batch of an import that was paused, so that no two batches
 * wait for each other's people. 'wait' where others kept it for ten seconds; `RolledBack` answers its reason.
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
