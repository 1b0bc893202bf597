import { enqueue, type NewMessage } from '../mail/message.store.ts';
import { findMembers } from '../members/member.store.ts';
import type { Trx } from '../platform/db.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import type { AccessRequest } from './request.store.ts';
import type { RequestState } from './request.table.ts';

const kindOf: Partial<Record<RequestState, 'requestApproved' | 'requestRejected'>> = {
  approved: 'requestApproved',
  merged: 'requestApproved',
  rejected: 'requestRejected',
};

/**
 * Tells applicants what became of their requests, in the transaction that decided them: one mail each to those with an address.
 * `decided` are rows as `endRequests` answered them; who withdrew or waited too long is told nothing, and a merge opens the area like an approval. Nudge the mail queue with the answer.
 */
export async function tellDecided(
  trx: Trx,
  decided: readonly AccessRequest[],
  { publicUrl, now }: { publicUrl: string; now: Date },
): Promise<Nudge[]> {
  const members = await findMembers(
    trx,
    decided.map(({ member_id }) => member_id),
  );
  const messages = decided.flatMap(({ id, member_id: memberId, state }): NewMessage[] => {
    const member = members.get(memberId);
    const kind = kindOf[state];
    if (!member?.email || !kind) return [];
    const locale = storedLocale(member.locale);
    return [{ kind, memberId, subjectId: id, locale, toAddress: member.email }];
  });
  return enqueue(trx, messages, { publicUrl, now });
}
