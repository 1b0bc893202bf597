import { type RawBuilder, sql } from 'kysely';
import { forgetMessagesOf } from '../mail/forget.store.ts';
import type { Trx } from '../platform/db.ts';
import { countOver, type Forgetting } from '../platform/forgetting.ts';
import './invitation.table.ts';

/**
 * Ended, and nothing is to come: no account is to be closed, no link to be removed at Keycloak. Who never signed in keeps the last
 * invitation, which answers whoever opens its link, and the one they redeemed, because their account is open by it.
 */
const over = (before: Date, now: Date) => sql`
  invitation.state in ('accepted', 'expired', 'revoked')
  and coalesce(invitation.ended_at, invitation.accepted_at, invitation.expires_at) < ${before}
  and (invitation.state <> 'accepted' or invitation.link_removed_at is not null)
  and invitation.close_due_at is null and invitation.password_mail_due_at is null
  and (invitation.close_lease_until is null or invitation.close_lease_until <= ${now})
  and (exists (select from member m where m.id = invitation.member_id
      and (m.activated_at is not null or m.state = 'deleted'))
    or (invitation.state <> 'accepted' and exists (select from invitation later
      where later.member_id = invitation.member_id and later.generation > invitation.generation and not later.unsent)))`;

/** Of a campaign that is kept go none: its figures would tell less than was. */
const alone = (before: Date, now: Date) => sql`${over(before, now)} and campaign_id is null`;

/** Holds the people first, as everybody does who changes their invitations; who is being changed is left to another time. */
async function hold(trx: Trx, which: RawBuilder<unknown>, limit: number) {
  const { rows } = await sql<{ id: string; memberId: string }>`
    select invitation.id, invitation.member_id as "memberId" from invitation
    join member on member.id = invitation.member_id
    where ${which} limit ${limit} for no key update of member skip locked`.execute(trx);
  return { ids: rows.map(({ id }) => id), people: rows.map(({ memberId }) => memberId) };
}

/** With their mails; the list of members says no more that one of them failed. Answers how many went. */
async function forget(trx: Trx, which: RawBuilder<unknown>, limit: number): Promise<number> {
  const { ids, people } = await hold(trx, which, limit);
  if (ids.length === 0) return 0;
  await forgetMessagesOf(trx, ids);
  await sql`delete from invitation where id = any(${ids}::uuid[]) and ${which}`.execute(trx);
  await sql`select einlass_list_again(${people}::uuid[])`.execute(trx);
  return ids.length;
}

export const endedInvitations: Forgetting = {
  due: (db, before, now) => countOver(db, 'invitation', alone(before, now)),
  async forget(trx, before, now, limit) {
    // each has some mails
    const forgotten = await forget(trx, alone(before, now), Math.ceil(limit / 4));
    return { forgotten, more: forgotten > 0 };
  },
};

const ended = (before: Date) => sql`
  campaign.state in ('done', 'cancelled') and coalesce(campaign.ended_at, campaign.created_at) < ${before}
  and not exists (select from invitation i where i.campaign_id = campaign.id and i.state in ('open', 'redeeming'))
  and not exists (select from message m where m.batch_id = campaign.id and m.state in ('queued', 'sending'))`;

/** What is still needed of a campaign's invitations belongs to nobody but its person from now on. */
async function leave(trx: Trx, id: string, limit: number): Promise<number> {
  const { ids } = await hold(trx, sql`campaign_id = ${id}`, limit);
  await sql`update message set batch_id = null where subject_id = any(${ids}::uuid[]) and batch_id = ${id}`.execute(
    trx,
  );
  await sql`update invitation set campaign_id = null where id = any(${ids}::uuid[])`.execute(trx);
  return ids.length;
}

async function forgetMails(trx: Trx, id: string, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from message where id in (select id from message where batch_id = ${id} limit ${limit})`.execute(
    trx,
  );
  return Number(numAffectedRows);
}

async function forgetCampaign(trx: Trx, id: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from campaign where id = ${id} and not exists (select from invitation i where i.campaign_id = ${id})`.execute(
    trx,
  );
  await sql`delete from message_batch where id = ${id} and not exists (select from campaign where id = ${id})`.execute(
    trx,
  );
  return Number(numAffectedRows);
}

/** Campaigns of which no link is open any more, with their invitations and mails, a part of one in each step. */
export const endedCampaigns: Forgetting = {
  due: (db, before) => countOver(db, 'campaign', ended(before)),
  async forget(trx, before, now, limit) {
    const { rows } = await sql<{ id: string }>`
      select id from campaign where ${ended(before)} limit 1 for update skip locked`.execute(trx);
    const id = rows[0]?.id;
    if (!id) return { forgotten: 0, more: false };
    const some = Math.ceil(limit / 4);
    const gone = await forget(trx, sql`campaign_id = ${id} and ${over(before, now)}`, some);
    if (gone > 0 || (await leave(trx, id, some)) > 0 || (await forgetMails(trx, id, limit)) > 0)
      return { forgotten: 0, more: true };
    const forgotten = await forgetCampaign(trx, id);
    return { forgotten, more: forgotten > 0 };
  },
};

/** Whose mails are told of as long as they are there. */
export const keptInvitations = sql`select id from invitation`;
