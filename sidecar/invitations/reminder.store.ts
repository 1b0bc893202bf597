import { sql } from 'kysely';
import { addDays, addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { storedLocale, type Locale } from '../platform/i18n.ts';
import './invitation.table.ts';

/** A campaign that reminds somebody, as it is set. */
export type Reminding = { id: string; perMinute: number | null; afterDays: number; limit: number };
export type Reminded = { invitationId: string; memberId: string; locale: Locale; email: string };

/** A reminder that comes when the link is about to die helps nobody. */
const lastDaySeconds = 24 * 3600;

const reminding = (db: Db) =>
  db
    .selectFrom('campaign')
    .select(['id', 'per_minute as perMinute', 'reminder_after_days as afterDays', 'reminder_limit as limit'])
    .where('state', 'in', ['running', 'done'])
    .where('reminder_after_days', 'is not', null)
    .$narrowType<{ afterDays: number; limit: number }>();

/** Campaigns that can have somebody to remind: they began as many days ago. */
export function remindingCampaigns(db: Db, now: Date): Promise<Reminding[]> {
  return reminding(db)
    .where(sql<boolean>`starts_at <= ${now}::timestamptz - make_interval(hours => 24 * reminder_after_days)`)
    .orderBy('created_at')
    .execute();
}

/** Keeps the campaign as it is until the transaction ends; undefined where it is paused or cancelled meanwhile, or reminds nobody any more. */
export function holdReminding(trx: Trx, id: string): Promise<Reminding | undefined> {
  return reminding(trx).where('id', '=', id).forShare().executeTakeFirst();
}

/**
 * Whose reminder is due: the link is open and was mailed, its person has not come in, the days of the campaign have passed since the
 * invitation or the last reminder, and fewer were sent than it allows. Not while a reminder is under way or came back. What the
 * invitation's own row says comes first: it spares most of them the rest.
 */
function due({ id, afterDays, limit }: Reminding, now: Date) {
  const since = addDays(now, -afterDays);
  return sql<boolean>`i.campaign_id = ${id} and i.state = 'open' and i.reminders < ${limit}
    and i.expires_at > ${addSeconds(now, lastDaySeconds)} and (i.reminded_at is null or i.reminded_at <= ${since})
    and exists (select 1 from member p where p.id = i.member_id and p.state = 'invited' and p.email is not null)
    and exists (select 1 from (select m.state, m.sent_at from message m where m.subject_id = i.id and m.kind = 'invitation'
      order by m.created_at desc limit 1) mail where mail.state = 'sent' and mail.sent_at <= ${since})
    and not exists (select 1 from message r where r.subject_id = i.id and r.kind = 'reminder'
      and r.state <> 'sent' and r.state <> 'cancelled')`;
}

/** Members to be reminded now, at most `most`. */
export async function dueReminders(db: Db, campaign: Reminding, now: Date, most: number): Promise<string[]> {
  const { rows } = await sql<{ memberId: string }>`
    select i.member_id as "memberId" from invitation i where ${due(campaign, now)} limit ${most}`.execute(db);
  return rows.map((row) => row.memberId);
}

/** Takes their reminders, each exactly once: of any number of sweeps at once one raises the count. The transaction holds the members' rows. */
export async function takeReminders(
  trx: Trx,
  campaign: Reminding,
  memberIds: readonly string[],
  now: Date,
): Promise<Reminded[]> {
  const { rows } = await sql<{ invitationId: string; memberId: string; locale: string; email: string }>`
    update invitation i set reminders = i.reminders + 1, reminded_at = ${now} from member p
    where p.id = i.member_id and i.member_id = any(${sql.val(memberIds)}::uuid[]) and ${due(campaign, now)}
    returning i.id as "invitationId", p.id as "memberId", p.locale, p.email`.execute(trx);
  return rows.map((row) => ({ ...row, locale: storedLocale(row.locale) }));
}
