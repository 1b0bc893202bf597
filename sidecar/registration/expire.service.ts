import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { accountLinkSeconds } from './account-link.rules.ts';

/**
 * Ends what nobody finished in time, and forgets what was typed: for whoever was mailed that they have an account only once the link in
 * that mail leads nowhere any more, for whoever was refused but might have asked for access (mismatch.service.ts) with their page. Answers how many rows were ended or emptied.
 */
export async function expireRegistrations(db: Db, now: Date, limit: number): Promise<number> {
  const { rows } = await sql`
    update registration set state = 'expired', due_at = null, code_due = false, email = null, answer = null,
      login = null, other = null, "values" = case when known_member_id is null then null else "values" end
    where id in (
      select id from registration where state in ('started', 'sent', 'proven') and expires_at <= ${now}
      order by expires_at limit ${limit} for update skip locked)
    returning id`.execute(db);
  const { rows: emptied } = await sql`
    update registration set "values" = null where id in (
      select id from registration where known_member_id is not null and "values" is not null
        and state in ('refused', 'expired') and created_at <= ${addSeconds(now, -accountLinkSeconds)}
      order by created_at limit ${limit} for update skip locked)
    returning id`.execute(db);
  const { rows: unasked } = await sql`
    update registration set "values" = null, email = null, answer = null where id in (
      select id from registration where state = 'refused' and known_member_id is null and "values" is not null
        and expires_at <= ${now} order by expires_at limit ${limit} for update skip locked)
    returning id`.execute(db);
  return Math.max(rows.length, emptied.length, unasked.length);
}
