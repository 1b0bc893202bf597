import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { isLocale, type Locale } from '../platform/i18n.ts';
import './invitation.table.ts';

/** Campaigns that remind somebody, with their pace. */
export type Reminding = { id: string; perMinute: number | null };
export type Reminded = { invitationId: string; memberId: string; locale: Locale; email: string };

/** A reminder that comes when the link is about to die helps nobody. */
const lastDaySeconds = 24 * 3600;

export async function remindingCampaigns(db: Db): Promise<Reminding[]> {
  return db
    .selectFrom('campaign')
    .select(['id', 'per_minute as perMinute'])
    .where('state', 'in', ['running', 'done'])
    .where('reminder_after_days', 'is not', null)
    .orderBy('created_at')
    .execute();
}

/** Keeps the campaign as it is until the transaction ends; false where it is paused or cancelled meanwhile, or reminds nobody any more. */
export async function holdReminding(trx: Trx, id: string): Promise<boolean> {
  const row = await trx
    .selectFrom('campaign')
    .select('id')
    .where('id', '=', id)
    .where('state', 'in', ['running', 'done'])
    .where('reminder_after_days', 'is not', null)
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Whose reminder is due: the link is open and was mailed, its person has not come in, the days of the campaign have passed since the
 * invitation or the last reminder, and fewer were sent than it allows. Not while a reminder is under way or came back.
 */
function due(now: Date) {
  return sql<boolean>`exists (
    select 1 from campaign c join member p on p.id = i.member_id
    join message m on m.subject_id = i.id and m.kind = 'invitation' and m.state = 'sent'
    where c.id = i.campaign_id and p.state = 'invited' and p.email is not null and i.state = 'open'
      and i.reminders < c.reminder_limit and i.expires_at > ${addSeconds(now, lastDaySeconds)}
      and coalesce(i.reminded_at, m.sent_at) <= ${now}::timestamptz - make_interval(hours => 24 * c.reminder_after_days)
      and not exists (select 1 from message r where r.subject_id = i.id and r.kind = 'reminder' and r.state <> 'sent'
        and r.state <> 'cancelled'))`;
}

/** Members to be reminded now, at most `limit`. */
export async function dueReminders(db: Db, campaignId: string, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ memberId: string }>`
    select i.member_id as "memberId" from invitation i
    where i.campaign_id = ${campaignId} and i.state = 'open' and ${due(now)} limit ${limit}`.execute(db);
  return rows.map((row) => row.memberId);
}

/** Takes their reminders, each exactly once: of any number of sweeps at once one raises the count. The transaction holds the members' rows. */
export async function takeReminders(
  trx: Trx,
  campaignId: string,
  memberIds: readonly string[],
  now: Date,
): Promise<Reminded[]> {
  const { rows } = await sql<{ invitationId: string; memberId: string; locale: string; email: string }>`
    update invitation i set reminders = i.reminders + 1, reminded_at = ${now} from member p
    where p.id = i.member_id and i.campaign_id = ${campaignId} and i.member_id = any(${sql.val(memberIds)}::uuid[])
      and i.state = 'open' and ${due(now)}
    returning i.id as "invitationId", p.id as "memberId", p.locale, p.email`.execute(trx);
  return rows.map((row) => ({ ...row, locale: isLocale(row.locale) ? row.locale : 'de' }));
}
