import { sql } from 'kysely';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { Db, Trx } from '../platform/db.ts';
import { tellRefused } from './refused.message.ts';
import { expireHeld } from './review.read-model.ts';

/**
 * Lets held registrations through: the worker decides them once more, without asking for budget and slowing again. Answers the ids
 * of those that were still held and nobody else had let through; nudge the registration queue with them after the commit.
 */
export async function releaseHeld(
  trx: Trx,
  ids: readonly string[],
  actor: AuditActor,
  now: Date,
): Promise<string[]> {
  if (ids.length === 0) return [];
  const released = await trx
    .updateTable('registration')
    .set({ released_at: now, due_at: now, lease_until: null })
    // as one value, because a spray makes more people wait than a statement takes parameters
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('state', '=', 'held')
    .where('released_at', 'is', null)
    .returning('id')
    .execute();
  const events = released.map(({ id }) => ({ act: 'registration.released' as const, registrationId: id }));
  await record(trx, actor, events);
  return released.map(({ id }) => id);
}

/** Ends those whom nobody let through in time and tells them; answers how many, `limit` at most. The sweep finds the mails. */
export async function endHeld(
  { db, origin }: { db: Db; origin: string },
  now: Date,
  limit: number,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const ended = await expireHeld(trx, now, limit);
    await tellRefused(trx, ended, { origin, now });
    return ended.length;
  });
}
