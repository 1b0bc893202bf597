import { type ExpressionBuilder, sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Database, Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import type { Registration } from './registration.store.ts';

/**
 * Takes registrations that wait for their decision, also such as were held and whose time has come, for one attempt each. Who is not
 * answered has nothing to decide, or somebody else is at it. Whoever dies with them is followed by the next once the lease ran out.
 */
export async function claimRegistrations(
  db: Db,
  ids: readonly string[],
  now: Date,
  leaseSeconds: number,
): Promise<Registration[]> {
  const until = addSeconds(now, leaseSeconds);
  // In one order, so that two who are told of the same rows do not wait for each other.
  const inOrder = db
    .selectFrom('registration')
    .select('id')
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where(waits(now))
    .orderBy('id')
    .forUpdate();
  return db
    .updateTable('registration')
    .set((is) => ({ attempt: is('attempt', '+', 1), lease_until: until, due_at: until }))
    .where('id', 'in', inOrder)
    .where(waits(now))
    .returningAll()
    .execute();
}

/** Nobody is at it, or whoever was has died. */
function waits(now: Date) {
  return ({ eb, or, and }: ExpressionBuilder<Database, 'registration'>) =>
    and([
      or([eb('state', '=', 'deciding'), and([eb('state', '=', 'held'), eb('due_at', '<=', now)])]),
      or([eb('lease_until', 'is', null), eb('lease_until', '<=', now)]),
    ]);
}

/**
 * The claimed rows as they are now, held until the transaction ends; who is missing was cancelled, or another attempt overtook this
 * one. Those of links by link, because whoever decides on several takes the links in this order.
 */
export async function holdClaimed(trx: Trx, claimed: readonly Registration[]): Promise<Registration[]> {
  const ids = claimed.map(({ id }) => id);
  const attempts = claimed.map(({ attempt }) => attempt);
  const states = claimed.map(({ state }) => state);
  return trx
    .selectFrom('registration')
    .selectAll()
    .where(
      sql<boolean>`(id, attempt, state) in (select * from unnest(${ids}::uuid[], ${attempts}::int[], ${states}::text[]))`,
    )
    .orderBy('access_link_id')
    .orderBy('id')
    .forUpdate()
    .execute();
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
