import { enqueue } from '../mail/message.store.ts';
import { findMember } from '../members/member.store.ts';
import type { Trx } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';

/**
 * Whoever waited for a manager and has an account hears that it has the new access (content: access-requests/request.message.ts); the
 * sweep finds the row, because nobody waits for it.
 */
export async function tellApproved(
  trx: Trx,
  {
    registrationId,
    memberId,
    publicUrl,
    now,
  }: { registrationId: string; memberId: string; publicUrl: string; now: Date },
): Promise<void> {
  const member = await findMember(trx, memberId);
  if (!member?.email) return;
  const locale = storedLocale(member.locale);
  const message = { kind: 'requestApproved' as const, memberId, subjectId: registrationId, locale };
  await enqueue(trx, [{ ...message, toAddress: member.email }], { publicUrl, now });
}
