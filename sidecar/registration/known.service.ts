import { sql } from 'kysely';
import { enqueue } from '../mail/message.store.ts';
import { neverIn } from '../members/member.ts';
import { findMember } from '../members/member.store.ts';
import type { Trx } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { accountLinkRef } from './account-link.rules.ts';

export type KnownDeps = {
  ring: KeyRing;
  origin: string;
  /** Mails an invitation, again if there was one, to somebody who was never in; in this transaction, nothing where there may be none. */
  inviteAgain(trx: Trx, memberId: string): Promise<readonly Nudge[]>;
};

/** The person who has this address or number already. */
export async function holderOf(
  trx: Trx,
  keys: { email: string; employeeNumber?: string },
): Promise<string | undefined> {
  const row = await trx
    .selectFrom('member')
    .select('id')
    .where('state', '<>', 'deleted')
    .where(
      sql<boolean>`(lower(email) = lower(${keys.email}) or employee_number = ${keys.employeeNumber ?? null})`,
    )
    .orderBy(sql`lower(email) = lower(${keys.email}) desc nulls last`)
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

/**
 * Somebody registers who has an account: its owner is told by mail and goes on from there; whoever was never in gets their
 * invitation again. The row remembers whom; nudge the mail queue with the answer after the commit.
 */
export async function tellKnown(
  { ring, origin, inviteAgain }: KnownDeps,
  trx: Trx,
  { registrationId, memberId, email }: { registrationId: string; memberId: string; email: string },
  now: Date,
): Promise<readonly Nudge[]> {
  const member = await findMember(trx, memberId);
  await trx
    .updateTable('registration')
    .set({ known_member_id: memberId, ...accountLinkRef(ring, registrationId) })
    .where('id', '=', registrationId)
    .execute();
  if (!member?.email || member.state === 'suspended') return [];
  if (neverIn(member.state)) return inviteAgain(trx, memberId);
  const locale = storedLocale(member.locale);
  const sameAddress = member.email.toLowerCase() === email.toLowerCase();
  const kind = sameAddress ? ('duplicateRegistration' as const) : ('loginHint' as const);
  const message = { kind, memberId, subjectId: registrationId, locale };
  return enqueue(trx, [{ ...message, toAddress: member.email }], { publicUrl: origin, now });
}
