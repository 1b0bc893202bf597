import { sql } from 'kysely';
import type { WayIn } from '../members/never-activated.store.ts';
import { findMember } from '../members/member.store.ts';
import type { Trx } from '../platform/db.ts';
import { whyNotInvitable } from './invitation.rules.ts';
import { reissue } from './invite-one.service.ts';
import type { InviteDeps } from './issue.service.ts';
import { lockMembers, newestInvitation } from './life.store.ts';

/** One more link, with a mail that says that the account goes when it ends; to nobody whom the company never invited. */
export async function lastCall(
  deps: Omit<InviteDeps, 'nudgeMail'>,
  trx: Trx,
  memberId: string,
  validDays: number,
): Promise<void> {
  await lockMembers(trx, [memberId]);
  const member = await findMember(trx, memberId);
  if (!member || whyNotInvitable(member) || !(await newestInvitation(trx, memberId))) return;
  await reissue(deps, trx, member, { kind: 'system' }, { urgent: false, validDays, mail: 'neverActivated' });
}

/** Who has an open link, or got an invitation since that was not the last call itself. */
export const invited: WayIn = (since) => sql`
  select i.member_id from invitation i where i.state in ('open', 'redeeming') or (i.created_at >= ${since}
    and not exists (select from message m where m.subject_id = i.id and m.kind = 'neverActivated'))`;
