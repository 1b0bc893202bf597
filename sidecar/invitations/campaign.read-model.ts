import { sql } from 'kysely';
import { readBatchCounts } from '../mail/batch.store.ts';
import type { StateCounts } from '../mail/state-counts.rules.ts';
import type { Db } from '../platform/db.ts';
import { pageWithin } from '../platform/http/paging.rules.ts';
import type { CampaignReader } from './campaign.store.ts';
import type { CampaignState } from './invitation.table.ts';
import './invitation.table.ts';

/** People by how far they got; each step holds those of the next. */
export type Funnel = { sent: number; opened: number; accepted: number };
export type CampaignFigures = {
  counts: StateCounts;
  reminders: StateCounts;
  funnel: Funnel;
  /** Whose mail did not arrive, and whom nobody has invited again since. */
  undelivered: number;
};
export type CampaignHead = {
  id: string;
  state: CampaignState;
  createdAt: Date;
  startsAt: Date;
  /** Null for somebody who is deleted. */
  createdByName: string | null;
  total: number;
  sent: number;
  failed: number;
  accepted: number;
};

/**
 * How far somebody of a campaign (`m` its invitation mail, `i` its invitation) got, by the links that the campaign and whoever invited
 * them again later gave them: who came in by a corrected address counts like everybody.
 */
export const stepsOfPerson = sql`
  cross join lateral (
    select coalesce(bool_or(n.state = 'accepted'), false) as accepted,
      coalesce(bool_or(n.opened_at is not null or n.state = 'accepted'), false) as opened,
      coalesce(bool_or(n.generation > i.generation), false) as again,
      m.state = 'sent' or coalesce(bool_or(n.generation > i.generation and exists (
        select 1 from message a where a.subject_id = n.id and a.kind = 'invitation' and a.state = 'sent')), false) as mailed
    from invitation n where n.member_id = i.member_id and n.generation >= i.generation
  ) step`;

async function readSteps(db: Db, id: string): Promise<Funnel & { undelivered: number }> {
  const { rows } = await sql<Funnel & { undelivered: number }>`
    select (count(*) filter (where step.mailed or step.opened))::int as sent,
      (count(*) filter (where step.opened))::int as opened, (count(*) filter (where step.accepted))::int as accepted,
      (count(*) filter (where m.state in ('failed', 'bounced') and not step.again and not step.accepted))::int as undelivered
    from message m join invitation i on i.id = m.subject_id ${stepsOfPerson}
    where m.batch_id = ${id} and m.kind = 'invitation'`.execute(db);
  return rows[0] ?? { sent: 0, opened: 0, accepted: 0, undelivered: 0 };
}

/** How a campaign stands: its mails by state, which always add up to the total; its reminders apart; how far its people got. */
export async function readFigures(db: Db, id: string): Promise<CampaignFigures> {
  const counts = await readBatchCounts(db, id, 'invitation');
  const reminders = await readBatchCounts(db, id, 'reminder');
  const { undelivered, ...funnel } = await readSteps(db, id);
  return { counts, reminders, funnel, undelivered };
}

/** A page of campaigns, newest first. */
export async function listCampaigns(
  db: Db,
  reader: CampaignReader,
  asked: number,
  size: number,
): Promise<{ rows: CampaignHead[]; total: number; page: number }> {
  const own = sql<boolean>`(${reader.seesAll} or c.created_by = ${reader.memberId})`;
  const counted = await sql<{
    total: number;
  }>`select count(*)::int as total from campaign c where ${own}`.execute(db);
  const total = counted.rows[0]?.total ?? 0;
  const page = pageWithin(asked, total, size);
  const { rows } = await sql<CampaignHead>`
    select c.id, c.state, c.created_at as "createdAt", c.starts_at as "startsAt", figures.*,
      case when by.state <> 'deleted' then by.first_name || ' ' || by.last_name end as "createdByName"
    from (select * from campaign c where ${own} order by c.created_at desc, c.id limit ${size} offset ${(page - 1) * size}) c
    left join member by on by.id = c.created_by
    cross join lateral (
      select count(*)::int as total, (count(*) filter (where m.state = 'sent'))::int as sent,
        (count(*) filter (where m.state in ('failed', 'bounced')))::int as failed,
        (count(*) filter (where exists (select 1 from invitation n where n.member_id = i.member_id
          and n.generation >= i.generation and n.state = 'accepted')))::int as accepted
      from message m join invitation i on i.id = m.subject_id where m.batch_id = c.id and m.kind = 'invitation'
    ) figures
    order by c.created_at desc, c.id`.execute(db);
  return { rows, total, page };
}
