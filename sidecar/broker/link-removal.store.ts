import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';

/** What redeemed a link at Keycloak: the table that says when, and by which condition. */
const sources = {
  invitation: { redeemed: sql.raw("state = 'accepted'"), at: sql.ref('accepted_at') },
  registration: {
    // Without a time, because the condition of its index says no more; who was signed in already came by no link.
    redeemed: sql.raw('redeemed_at is not null and account_member_id is null'),
    at: sql.ref('redeemed_at'),
  },
} as const;
export type LinkSource = keyof typeof sources;
export const linkSources = Object.keys(sources) as LinkSource[];

/** Something redeemed whose link at Keycloak is due; `attempt` fences off a worker that was overtaken. */
export type DueLink = {
  source: LinkSource;
  id: string;
  attempt: number;
  memberId: string;
  userId: string | null;
  username: string;
};

/** Takes what is due for `leaseSeconds`; if the worker dies, the rows come due again. */
export async function claimDueLinks(
  db: Db,
  source: LinkSource,
  now: Date,
  after: { removalSeconds: number; leaseSeconds: number },
  limit: number,
): Promise<DueLink[]> {
  const table = sql.table(source);
  const { redeemed, at } = sources[source];
  const { rows } = await sql<Omit<DueLink, 'source'>>`
    update ${table} as link set link_removal_attempt = link_removal_attempt + 1,
      link_removal_due_at = ${addSeconds(now, after.leaseSeconds)}
    from member
    where member.id = link.member_id and link.id in (
      select id from ${table}
      where ${redeemed} and link_removed_at is null and ${at} <= ${addSeconds(now, -after.removalSeconds)}
        and (link_removal_due_at is null or link_removal_due_at <= ${now})
      order by ${at} limit ${limit} for update skip locked)
    returning link.id, link.link_removal_attempt as attempt,
      member.id as "memberId", member.keycloak_user_id as "userId", member.username`.execute(db);
  return rows.map((row) => ({ source, ...row }));
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
    update ${sql.table(due.source)} set link_removed_at = ${now}
    where id = ${due.id} and ${sources[due.source].redeemed} and link_removed_at is null
      and link_removal_attempt = ${due.attempt}`.execute(db);
}
