import type { Composed } from './compose.ts';
import { whyNotInvitable } from './invitations/invitation.rules.ts';
import { reissue } from './invitations/invite-one.service.ts';
import { lockMembers } from './invitations/life.store.ts';
import { findMember } from './members/member.store.ts';
import type { Trx } from './platform/db.ts';
import type { Nudge } from './platform/queue.ts';

/** The first way in of somebody who is not at the page: an invitation, again if there was one. */
export function inviting({ invite }: Pick<Composed, 'invite'>) {
  return async (trx: Trx, memberId: string): Promise<readonly Nudge[]> => {
    await lockMembers(trx, [memberId]);
    const member = await findMember(trx, memberId);
    return member && !whyNotInvitable(member) ? reissue(invite, trx, member, { kind: 'system' }) : [];
  };
}
