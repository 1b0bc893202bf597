import type { AdminScope } from '../areas/scope.ts';
import { findMember } from '../members/member.store.ts';
import {
  administrator,
  changeWithin,
  type PersonDeps,
  requirePerson,
} from '../members/person-change.service.ts';
import { editHeld, refusingTaken } from '../members/person-edit.service.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Nudge } from '../platform/queue.ts';
import { whyNotInvitable } from './invitation.rules.ts';
import { reissue } from './invite-one.service.ts';
import type { InviteDeps } from './issue.service.ts';
import { newestInvitation } from './life.store.ts';

export type CorrectionDeps = InviteDeps & { person: Pick<PersonDeps, 'endInvitations' | 'nudge'> };
/** `version` of the person and newest invitation (`seen`, empty for none) as the form showed them. */
export type Correction = { email: string; version: number; seen: string };

/** The campaign that the person's next invitation continues, so that it is reminded like the others of it. */
async function campaignOf(trx: Trx, invitationId: string) {
  const row = await trx
    .selectFrom('invitation')
    .innerJoin('campaign', 'campaign.id', 'invitation.campaign_id')
    .select(['campaign.id', 'valid_days as validDays'])
    .where('invitation.id', '=', invitationId)
    .executeTakeFirst();
  return row ?? {};
}

async function within(
  deps: CorrectionDeps,
  scope: AdminScope,
  trx: Trx,
  memberId: string,
  { email, version, seen }: Correction,
): Promise<Nudge[]> {
  const at = { id: memberId, version };
  let belongs: Awaited<ReturnType<typeof campaignOf>> = {};
  await changeWithin(trx, deps.clock, scope, at, async (_, held, now) => {
    const newest = await newestInvitation(trx, memberId);
    if (seen !== (newest?.id ?? '')) throw new AppError('conflict');
    if (newest) belongs = await campaignOf(trx, newest.id);
    const { firstName, lastName, username } = held;
    const form = {
      firstName,
      lastName,
      username,
      email,
      salutation: held.salutation ?? undefined,
      employeeNumber: held.employeeNumber ?? undefined,
      locale: storedLocale(held.locale),
    } as const;
    return (await editHeld(deps.person, scope, trx, { person: held, now, form })).events;
  });
  const member = await findMember(trx, memberId);
  if (!member || whyNotInvitable(member)) throw new AppError('not_invitable');
  return reissue(deps, trx, member, administrator(scope), belongs);
}

/**
 * *E-Mail korrigieren & erneut senden*: the address and the next invitation in one transaction, so that the old link dies with the
 * old address and nobody is left without one. An act on identity: refused like editing the person. Throws `conflict` where somebody
 * was faster with the person or the invitation.
 */
export async function correctAndInvite(
  deps: CorrectionDeps,
  scope: AdminScope,
  id: string | undefined,
  correction: Correction,
): Promise<void> {
  const { id: memberId } = await requirePerson(deps.db, scope, id);
  const nudges = await refusingTaken(() =>
    deps.db.transaction().execute((trx) => within(deps, scope, trx, memberId, correction)),
  );
  await deps.person.nudge();
  await deps.nudgeMail(nudges);
}
