import { findMember } from '../members/member.store.ts';
import type { MessageState } from '../mail/message.table.ts';
import type { Db } from '../platform/db.ts';
import { whyNotInvitable } from './invitation.rules.ts';
import type { InvitationState } from './invitation.table.ts';

/** The box *Einladung* on a person's page (`invitations/_person.hbs`); `mayAct` is added by whoever knows the actor. */
export type InvitationBox = {
  memberId: string;
  /** The newest invitation, as the forms send it back. */
  seen: string;
  state: InvitationState | 'none';
  createdAt: Date | null;
  expiresAt: Date | null;
  endedAt: Date | null;
  acceptedAt: Date | null;
  message: { state: MessageState; toAddress: string; response: string | null; sentAt: Date | null } | null;
  /** How many links this person has had. */
  count: number;
  canInvite: boolean;
  canRevoke: boolean;
  whyNot: 'suspended' | 'active' | 'noEmail' | 'preparing' | null;
};

/** Where this person's invitation stands; undefined for an unknown or deleted person. Rights are the caller's business. */
export async function invitationOf(db: Db, memberId: string): Promise<InvitationBox | undefined> {
  const member = await findMember(db, memberId);
  if (!member) return undefined;
  const row = await db
    .selectFrom('invitation')
    .selectAll()
    .where('member_id', '=', memberId)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  const message = row
    ? await db
        .selectFrom('message')
        .select(['state', 'to_address as toAddress', 'response', 'sent_at as sentAt'])
        .where('subject_id', '=', row.id)
        .orderBy('created_at', 'desc')
        .limit(1)
        .executeTakeFirst()
    : undefined;
  const whyNot = whyNotInvitable(member) ?? null;
  return {
    memberId,
    seen: row?.id ?? '',
    state: row?.state ?? 'none',
    createdAt: row?.created_at ?? null,
    expiresAt: row?.expires_at ?? null,
    endedAt: row?.ended_at ?? null,
    acceptedAt: row?.accepted_at ?? null,
    message: message ?? null,
    count: row?.generation ?? 0,
    canInvite: whyNot === null,
    canRevoke: row?.state === 'open' || row?.state === 'redeeming',
    whyNot,
  };
}
