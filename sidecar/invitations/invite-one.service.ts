import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor } from '../audit/event.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { findMember } from '../members/member.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { whyNotInvitable } from './invitation.rules.ts';
import { type InviteDeps, type IssueCause, issueInvitations } from './issue.service.ts';
import { endInvitations, lockMembers, newestInvitation } from './life.store.ts';

/** The person whose row the transaction now holds; foreign and unknown ids alike are `not_found`. */
async function heldMember(trx: Trx, scope: AdminScope, memberId: string): Promise<MemberWithGrants> {
  await lockMembers(trx, [memberId]);
  const member = await findMember(trx, memberId);
  if (!member || !canActOnIdentity(scope.tree, scope.actor, member.grants)) throw new AppError('not_found');
  return member;
}

/** One person's next invitation, whoever asked for it; what was open before dies. Its mail is urgent unless it is one of many. */
export async function reissue(
  deps: Omit<InviteDeps, 'nudgeMail'>,
  trx: Trx,
  member: MemberWithGrants,
  actor: AuditActor,
  {
    id = null,
    urgent = true,
    validDays = null,
    mail = 'invitation',
  }: Partial<Pick<IssueCause, 'id' | 'urgent' | 'validDays' | 'mail'>> = {},
): Promise<Nudge[]> {
  await endInvitations(trx, [member.id], { ending: 'replaced', actor, now: deps.clock() });
  await trx
    .updateTable('member')
    .set({ state: 'invited' })
    .where('id', '=', member.id)
    .where('state', '=', 'created')
    .execute();
  const { id: memberId, email } = member;
  const locale = storedLocale(member.locale);
  const createdBy = actor.kind === 'administrator' ? actor.memberId : null;
  const cause = { id, createdBy, urgent, validDays, mail };
  const issued = await issueInvitations(deps, trx, cause, [{ memberId, locale, email }]);
  await record(trx, actor, issued.events);
  return issued.nudges;
}

/** Somebody who waits outside gave their own address elsewhere: their invitation comes once more, if they may have one. */
export async function inviteAgain(
  deps: Omit<InviteDeps, 'nudgeMail'>,
  trx: Trx,
  memberId: string,
): Promise<Nudge[]> {
  await lockMembers(trx, [memberId]);
  const member = await findMember(trx, memberId);
  return member && !whyNotInvitable(member) ? reissue(deps, trx, member, { kind: 'system' }) : [];
}

/**
 * Invites one person, or again: then the earlier link dies. `seen` is the newest invitation that the form showed (empty for
 * none); where somebody was faster, nothing happens, so that pressing twice mails nobody twice.
 */
export async function inviteMember(
  deps: InviteDeps,
  scope: AdminScope,
  memberId: string,
  seen?: string,
): Promise<void> {
  const nudges = await deps.db.transaction().execute(async (trx) => {
    const member = await heldMember(trx, scope, memberId);
    const newest = await newestInvitation(trx, memberId);
    if (seen !== undefined && seen !== (newest?.id ?? '')) return [];
    if (whyNotInvitable(member)) throw new AppError('not_invitable');
    return reissue(deps, trx, member, { kind: 'administrator', memberId: scope.actor.memberId });
  });
  await deps.nudgeMail(nudges);
}

/** Takes the open invitation back; does nothing where none is open any more. */
export async function revokeInvitation(
  deps: { db: Db; clock: Clock },
  scope: AdminScope,
  memberId: string,
): Promise<void> {
  const actor: AuditActor = { kind: 'administrator', memberId: scope.actor.memberId };
  await deps.db.transaction().execute(async (trx) => {
    await heldMember(trx, scope, memberId);
    await endInvitations(trx, [memberId], { ending: 'withdrawn', actor, now: deps.clock() });
  });
}
