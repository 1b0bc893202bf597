import { sql } from 'kysely';
import type { AuditActor } from '../audit/event.ts';
import { record } from '../audit/audit.store.ts';
import { findMember } from '../members/member.store.ts';
import { addSeconds } from '../platform/clock.ts';
import type { Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { answerToRequest, type Invitation } from './invitation.rules.ts';
import { reissue } from './invite-one.service.ts';
import type { InviteDeps } from './issue.service.ts';
import { endInvitations, lockMembers, newestInvitation } from './life.store.ts';

export type RequestDeps = InviteDeps & { nudgePasswordMail(): Promise<void> };

const pauseSeconds = 3600;

/** One request an hour and person; false where it was spent already. */
async function spendRequest(trx: Trx, newest: Invitation, now: Date): Promise<boolean> {
  const spent = await trx
    .updateTable('invitation')
    .set({ requested_at: now })
    .where('id', '=', newest.id)
    .where(
      sql<boolean>`not exists (select 1 from invitation o where o.member_id = invitation.member_id
        and o.requested_at > ${addSeconds(now, -pauseSeconds)})`,
    )
    .executeTakeFirst();
  return spent.numUpdatedRows === 1n;
}

async function answer(deps: RequestDeps, trx: Trx, memberId: string): Promise<Nudge[] | 'passwordMail'> {
  await lockMembers(trx, [memberId]);
  const now = deps.clock();
  const member = await findMember(trx, memberId);
  const newest = await newestInvitation(trx, memberId);
  const outcome = member && newest && answerToRequest(member, newest, now);
  if (!outcome || !(await spendRequest(trx, newest, now))) return [];
  const actor: AuditActor = { kind: 'employee', memberId };
  await record(trx, actor, [
    { act: 'invitation.requested', memberId, invitationId: newest.id, what: outcome },
  ]);
  if (outcome === 'link') {
    await endInvitations(trx, [memberId], { ending: 'expired', actor: { kind: 'system' }, now });
    return reissue(deps, trx, member, actor);
  }
  await trx
    .updateTable('invitation')
    .set({ password_mail_due_at: now, password_mail_attempt: 0 })
    .where('id', '=', newest.id)
    .execute();
  return 'passwordMail';
}

/**
 * Somebody with a dead link asks for a way in. Whatever comes of it goes to the address on file, and the caller learns nothing:
 * a new link where it expired, Keycloak's mail for a new password where it was redeemed, else nothing.
 */
export async function requestAnew(deps: RequestDeps, presented: Invitation): Promise<void> {
  const done = await deps.db.transaction().execute((trx) => answer(deps, trx, presented.memberId));
  if (done === 'passwordMail') await deps.nudgePasswordMail();
  else await deps.nudgeMail(done);
}
