import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';

/** Long enough to answer who asks what became of theirs; afterwards the audit and the evidence say who was let in by what. */
const keptSeconds = 90 * 24 * 60 * 60;

/**
 * Deletes registrations that ended long ago, `limit` at most; one whose link at Keycloak is still to be removed stays. Answers how many
 * it deleted.
 */
export async function forgetEnded(db: Db, now: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    delete from registration where id in (
      select id from registration
      where created_at <= ${addSeconds(now, -keptSeconds)} and (state in ('refused', 'cancelled', 'expired')
        or (state = 'done' and (redeemed_at is null or link_removed_at is not null)))
      order by created_at limit ${limit} for update skip locked)
    returning id`.execute(db);
  return rows.length;
}
