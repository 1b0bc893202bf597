import { sql } from 'kysely';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import { cancel } from '../mail/message.store.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Invitation } from './invitation.rules.ts';
import { invitationOf } from './invitation.store.ts';
import './invitation.table.ts';

/** Why an invitation ended before anybody redeemed it; `unsent` = its mail was taken back before it left. */
export type Ending = 'expired' | 'withdrawn' | 'replaced' | 'obsolete' | 'unsent';

/**
 * Everything in the life of a person's invitations happens one after the other: who changes it holds the member's row first.
 * Answers the members that were there.
 */
export async function lockMembers(trx: Trx, memberIds: readonly string[]): Promise<string[]> {
  const rows = await trx
    .selectFrom('member')
    .select('id')
    .where(sql<boolean>`id = any(${memberIds}::uuid[])`)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return rows.map((row) => row.id);
}

/** The newest one that reached its person or still may: who never got the mail of the last one has the one before. */
export async function newestInvitation(db: Db, memberId: string): Promise<Invitation | undefined> {
  const row = await db
    .selectFrom('invitation')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('unsent', '=', false)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && invitationOf(row);
}

/** What a person's next invitation continues: the highest generation so far, and whoever closes the account right now. */
export async function lineage(
  trx: Db,
  memberIds: readonly string[],
): Promise<Map<string, { generation: number; closeLeaseUntil: Date | null }>> {
  const rows = await trx
    .selectFrom('invitation')
    .where(sql<boolean>`member_id = any(${memberIds}::uuid[])`)
    .groupBy('member_id')
    .select((is) => [
      'member_id',
      is.fn.max('generation').as('generation'),
      is.fn.max('close_lease_until').as('close'),
    ])
    .execute();
  return new Map(
    rows.map((row) => [row.member_id, { generation: Number(row.generation), closeLeaseUntil: row.close }]),
  );
}

/** The mail of the link was taken back and ended without leaving; looked at once more by whoever holds the person's row. */
const takenBack = sql<boolean>`
  (select m.state = 'cancelled' and m.cancelled_at is not null from message m
    where m.subject_id = invitation.id and m.kind = 'invitation' order by m.created_at desc limit 1)`;

/** Nobody took these back on purpose: whose mail never was on its way may be invited by the next campaign. */
async function markUnsent(trx: Trx, ended: readonly { id: string }[]): Promise<void> {
  const ids = ended.map(({ id }) => id);
  await sql`update invitation i set unsent = true from message m
    where i.id = any(${ids}::uuid[]) and m.subject_id = i.id and m.kind = 'invitation'
      and m.state = 'cancelled' and m.first_tried_at is null`.execute(trx);
}

/**
 * Ends what these people have open, in the transaction that holds their rows: links die, mails that have not left are cancelled,
 * members go back to *neu angelegt* unless they redeemed one before, and their accounts are looked at again, because a redemption
 * may be under way this moment. Answers the ended invitations.
 */
export async function endInvitations(
  trx: Trx,
  memberIds: readonly string[],
  how: { ending: Ending; actor: AuditActor; now: Date },
): Promise<{ id: string; memberId: string }[]> {
  const { ending, actor, now } = how;
  const state = ending === 'expired' ? 'expired' : 'revoked';
  const unsent = ending === 'unsent';
  const ended = await trx
    .updateTable('invitation')
    .set({
      state,
      ended_at: now,
      ended_by: actor.kind === 'administrator' ? actor.memberId : null,
      unsent,
      // Nobody ever had the link of a mail that never left, so that no account can be open by it.
      ...(unsent ? {} : { close_due_at: now }),
    })
    .where(sql<boolean>`member_id = any(${memberIds}::uuid[])`)
    .where('state', 'in', unsent ? ['open'] : ['open', 'redeeming'])
    .$if(unsent, (update) => update.where(takenBack))
    .$if(ending === 'expired', (update) =>
      update
        .where('expires_at', '<=', now)
        .where((is) => is.or([is('lease_until', 'is', null), is('lease_until', '<', now)])),
    )
    .returning(['id', 'member_id as memberId'])
    .execute();
  if (ended.length === 0) return [];
  const owners = ended.map(({ memberId }) => memberId);
  await cancel(
    trx,
    ended.map(({ id }) => id),
    now,
  );
  if (ending === 'obsolete') await markUnsent(trx, ended);
  await trx
    .updateTable('member')
    .set({ state: 'created' })
    .where(sql<boolean>`id = any(${owners}::uuid[])`)
    .where('state', '=', 'invited')
    .where(
      sql<boolean>`not exists (select 1 from invitation i where i.member_id = member.id and i.state = 'accepted')`,
    )
    .execute();
  const events = ended.map(({ id, memberId }) =>
    ending === 'expired'
      ? ({ act: 'invitation.expired', memberId, invitationId: id } as const)
      : ({ act: 'invitation.revoked', memberId, invitationId: id, ending } as const),
  );
  await record(trx, actor, events);
  return ended;
}
