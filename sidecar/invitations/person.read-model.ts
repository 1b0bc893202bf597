import { findMember } from '../members/member.store.ts';
import type { MessageState } from '../mail/message.table.ts';
import type { Db } from '../platform/db.ts';
import { whyNotInvitable } from './invitation.rules.ts';
import type { InvitationState } from './invitation.table.ts';

type MailView = { state: MessageState; toAddress: string; response: string | null; sentAt: Date | null };

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
  message: MailView | null;
  /** The last reminder of this link. */
  reminder: MailView | null;
  /** How many links this person has had. */
  count: number;
  canInvite: boolean;
  canRevoke: boolean;
  whyNot: 'suspended' | 'active' | 'noEmail' | 'preparing' | null;
};

/** The newest mail of each kind that carried this link. */
async function mailsOf(db: Db, invitationId: string): Promise<Map<string, MailView>> {
  const rows = await db
    .selectFrom('message')
    .distinctOn('kind')
    .select(['kind', 'state', 'to_address as toAddress', 'response', 'sent_at as sentAt'])
    .where('subject_id', '=', invitationId)
    .orderBy('kind')
    .orderBy('created_at', 'desc')
    .execute();
  return new Map(rows.map(({ kind, ...mail }) => [kind, mail]));
}

/** Where this person's invitation stands; undefined for an unknown or deleted person. Rights are the caller's business. */
export async function invitationOf(db: Db, memberId: string): Promise<InvitationBox | undefined> {
  const member = await findMember(db, memberId);
  if (!member) return undefined;
  const row = await db
    .selectFrom('invitation')
    .selectAll()
    .where('member_id', '=', memberId)
    .where('unsent', '=', false)
    .orderBy('generation', 'desc')
    .limit(1)
    .executeTakeFirst();
  const mails = row ? await mailsOf(db, row.id) : undefined;
  const whyNot = whyNotInvitable(member) ?? null;
  return {
    memberId,
    seen: row?.id ?? '',
    state: row?.state ?? 'none',
    createdAt: row?.created_at ?? null,
    expiresAt: row?.expires_at ?? null,
    endedAt: row?.ended_at ?? null,
    acceptedAt: row?.accepted_at ?? null,
    message: mails?.get('invitation') ?? mails?.get('neverActivated') ?? null,
    reminder: mails?.get('reminder') ?? null,
    count: row?.generation ?? 0,
    canInvite: whyNot === null,
    canRevoke: row?.state === 'open' || row?.state === 'redeeming',
    whyNot,
  };
}
