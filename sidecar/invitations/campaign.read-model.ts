import { sql } from 'kysely';
import type { MessageState } from '../mail/message.table.ts';
import type { Db } from '../platform/db.ts';
import type { CampaignState, InvitationState } from './invitation.table.ts';

export type CampaignCounts = {
  total: number;
  queued: number;
  sent: number;
  failed: number;
  cancelled: number;
  accepted: number;
};
export type CampaignRow = {
  name: string;
  email: string;
  messageState: MessageState;
  response: string | null;
  invitationState: InvitationState;
};
export type CampaignView = {
  id: string;
  createdAt: Date;
  createdBy: string | null;
  state: CampaignState;
  counts: CampaignCounts;
};

/** The campaign with counts that add up: total = queued + sent + failed + cancelled. */
export async function readCampaign(db: Db, id: string): Promise<CampaignView | undefined> {
  const campaign = await db.selectFrom('campaign').selectAll().where('id', '=', id).executeTakeFirst();
  if (!campaign) return undefined;
  const counts = await db
    .selectFrom('invitation')
    .innerJoin('message', 'message.subject_id', 'invitation.id')
    .where('invitation.campaign_id', '=', id)
    .select([
      sql<number>`count(*)`.as('total'),
      sql<number>`count(*) filter (where message.state in ('queued', 'sending'))`.as('queued'),
      sql<number>`count(*) filter (where message.state = 'sent')`.as('sent'),
      sql<number>`count(*) filter (where message.state in ('failed', 'bounced'))`.as('failed'),
      sql<number>`count(*) filter (where message.state = 'cancelled')`.as('cancelled'),
      sql<number>`count(*) filter (where invitation.state = 'accepted')`.as('accepted'),
    ])
    .executeTakeFirstOrThrow();
  return {
    id,
    createdAt: campaign.created_at,
    createdBy: campaign.created_by,
    state: campaign.state,
    counts,
  };
}

/** One page of people; failures first, because they need somebody. */
export async function readCampaignRows(
  db: Db,
  id: string,
  page: number,
  size: number,
): Promise<CampaignRow[]> {
  const rows = await db
    .selectFrom('invitation')
    .innerJoin('message', 'message.subject_id', 'invitation.id')
    .innerJoin('member', 'member.id', 'invitation.member_id')
    .where('invitation.campaign_id', '=', id)
    .select([
      'first_name',
      'last_name',
      'to_address',
      'message.state',
      'response',
      'invitation.state as invitation_state',
    ])
    .orderBy(
      sql`message.state not in ('failed', 'bounced'), lower(last_name), lower(first_name), invitation.id`,
    )
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  return rows.map((row) => ({
    name: `${row.first_name} ${row.last_name}`,
    email: row.to_address,
    messageState: row.state,
    response: row.response,
    invitationState: row.invitation_state,
  }));
}

/** Campaigns whose last message has left are done. */
export async function finishCampaigns(db: Db): Promise<void> {
  await db
    .updateTable('campaign')
    .set({ state: 'done' })
    .where('state', '=', 'running')
    .where(
      sql<boolean>`not exists (select 1 from invitation i join message m on m.subject_id = i.id
        where i.campaign_id = campaign.id and m.state in ('queued', 'sending'))`,
    )
    .execute();
}
