import type { Db, Trx } from '../platform/db.ts';
import { endInvitations, lockMembers } from './life.store.ts';
import './invitation.table.ts';

/** An address that was corrected at Keycloak must not be proven by the link that went to the old one. */
export async function endForNewAddress(trx: Trx, memberId: string, now: Date): Promise<void> {
  await lockMembers(trx, [memberId]);
  await endInvitations(trx, [memberId], { ending: 'obsolete', actor: { kind: 'system' }, now });
}

/** What was redeemed for an account that is gone counts no more: its successor is closed until a link of its own is redeemed. */
export async function voidRedemptions(trx: Db, memberId: string, now: Date): Promise<void> {
  await trx
    .updateTable('invitation')
    .set({ void_at: now })
    .where('member_id', '=', memberId)
    .where('state', '=', 'accepted')
    .where('void_at', 'is', null)
    .execute();
}
