import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { Registration } from './registration.store.ts';

/**
 * Takes a registration that waits for its decision, also one that was held and whose time has come, for one attempt; undefined where
 * there is nothing to decide or somebody else is at it. Whoever dies with it is followed by the next once the lease ran out.
 */
export async function claimRegistration(
  db: Db,
  id: string,
  now: Date,
  leaseSeconds: number,
): Promise<Registration | undefined> {
  const until = addSeconds(now, leaseSeconds);
  return db
    .updateTable('registration')
    .set((is) => ({ attempt: is('attempt', '+', 1), lease_until: until, due_at: until }))
    .where('id', '=', id)
    .where((is) =>
      is.or([is('state', '=', 'deciding'), is.and([is('state', '=', 'held'), is('due_at', '<=', now)])]),
    )
    .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
}

/** The claimed row as it is now, held until the transaction ends; undefined where it was cancelled or another attempt overtook this one. */
export async function holdClaimed(trx: Trx, claimed: Registration): Promise<Registration | undefined> {
  return trx
    .selectFrom('registration')
    .selectAll()
    .where('id', '=', claimed.id)
    .where('state', '=', claimed.state)
    .where('attempt', '=', claimed.attempt)
    .forUpdate()
    .executeTakeFirst();
}

/** What the worker has to look at, the longest due first. */
export async function dueRegistrations(db: Db, now: Date, limit: number): Promise<Nudge[]> {
  const rows = await db
    .selectFrom('registration')
    .select('id')
    .where('due_at', '<=', now)
    .orderBy('due_at')
    .limit(limit)
    .execute();
  // The time makes the nudge new; what it finds is told by the row.
  return rows.map(({ id }) => ({ row: id, attempt: now.getTime() }));
}
