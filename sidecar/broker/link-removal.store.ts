import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';

/** A redeemed invitation whose link at Keycloak is due; `attempt` fences off a worker that was overtaken. */
export type DueLink = {
  invitationId: string;
  attempt: number;
  memberId: string;
  userId: string | null;
  username: string;
};

/** Takes what is due for `leaseSeconds`; if the worker dies, the rows come due again. */
export async function claimDueLinks(
  db: Db,
  now: Date,
  after: { removalSeconds: number; leaseSeconds: number },
  limit: number,
): Promise<DueLink[]> {
  const { rows } = await sql<DueLink>`
    update invitation set link_removal_attempt = link_removal_attempt + 1,
      link_removal_due_at = ${addSeconds(now, after.leaseSeconds)}
    from member
    where member.id = invitation.member_id and invitation.id in (
      select id from invitation
      where state = 'accepted' and link_removed_at is null and accepted_at <= ${addSeconds(now, -after.removalSeconds)}
        and (link_removal_due_at is null or link_removal_due_at <= ${now})
      order by accepted_at limit ${limit} for update skip locked)
    returning invitation.id as "invitationId", invitation.link_removal_attempt as attempt,
      member.id as "memberId", member.keycloak_user_id as "userId", member.username`.execute(db);
  return rows;
}

/** Invited again meanwhile: then the link must stay for the new invitation. */
export async function isInvited(db: Db, memberId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from invitation where member_id = ${memberId} and state in ('open', 'redeeming')`.execute(db);
  return rows.length > 0;
}

/** Done, unless another attempt has taken over. */
export async function confirmLinkRemoved(db: Db, due: DueLink, now: Date): Promise<void> {
  await sql`
    update invitation set link_removed_at = ${now}
    where id = ${due.invitationId} and state = 'accepted' and link_removed_at is null
      and link_removal_attempt = ${due.attempt}`.execute(db);
}
