import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** Ends what nobody finished in time, and forgets what was typed; answers how many. */
export async function expireRegistrations(db: Db, now: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    update registration set state = 'expired', due_at = null, code_due = false,
      "values" = null, email = null, answer = null, login = null, other = null
    where id in (
      select id from registration where state in ('started', 'sent', 'proven') and expires_at <= ${now}
      order by expires_at limit ${limit} for update skip locked)
    returning id`.execute(db);
  return rows.length;
}
