import type { AdminScope } from '../areas/scope.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { administrator, type PersonDeps } from '../members/person-change.service.ts';
import { sees } from '../members/person.rules.ts';
import { removeTaken } from '../members/person-state.service.ts';
import { takeMember } from '../members/person.store.ts';
import { dueAhead } from '../members/registered.service.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { giveGrants, requireApplicant, timed } from './approve.service.ts';
import { approvalProblems, joinGrants, type WantedGrant } from './decide.rules.ts';
import { type DecideDeps, decideRequest } from './decide.service.ts';
import { type MergeForm, mergeForm } from './merge.rules.ts';
import { movePending } from './merge.store.ts';

/** The other account as it was seen; `also`: what is given besides what the two accounts hold. */
export type MergeWish = { otherId: string; version: number; also: readonly WantedGrant[] };
type Both = { applicant: MemberWithGrants; other: MemberWithGrants };

export const mergeOrigin = 'merge';

/** A merge that cannot be like this; the text says why. */
export const mergeRefusal = (why: string): AppError =>
  new AppError('conflict', { fields: [{ field: 'request', text: `access-requests.merge.problem.${why}` }] });

/** Both people of a merge, if it can be in this form and the other account is as the page showed it. */
export function requireBoth(
  scope: AdminScope,
  found: { [K in keyof Both]: Both[K] | undefined },
  form: MergeForm,
  { version, also }: MergeWish,
  now: Date,
): Both {
  const { other } = found;
  if (!other || other.id === found.applicant?.id || !sees(scope, other)) throw new AppError('not_found');
  const applicant = requireApplicant(found.applicant);
  const way = mergeForm(scope, applicant, other);
  if ('block' in way) throw mergeRefusal(way.block);
  if (way.form !== form || other.version !== version) throw mergeRefusal('changed');
  const stays = form === 'now' ? applicant : other;
  const fields = also.length > 0 ? approvalProblems(scope, stays.grants, also, now) : [];
  if (fields.length > 0) throw new AppError('invalid_input', { fields });
  return { applicant, other };
}

/** The row of whoever stays as it was taken, with the personnel number of the other account unless they have one. */
async function takeWithNumber(trx: Trx, { applicant, other }: Both, now: Date): Promise<MemberWithGrants> {
  const taken = await takeMember(trx, applicant.id, applicant.version, dueAhead(now));
  if (!taken) throw new AppError('conflict');
  const { employeeNumber } = other;
  if (employeeNumber !== null && applicant.employeeNumber === null)
    await trx
      .updateTable('member')
      .set({ employee_number: employeeNumber })
      .where('id', '=', applicant.id)
      .execute();
  return taken;
}

/**
 * *Zusammenführen* where nobody ever signed in with the other account: its grants, its personnel number and its other open requests
 * go to the applicant, it is deleted with its invitations and letters, and the request is merged; all or nothing. Credentials and
 * e-mail never move. Throws as `decideRequest` does, and `not_found` for an account that this administrator may not see.
 */
export async function mergeNow(
  deps: DecideDeps & Pick<PersonDeps, 'endInvitations'>,
  scope: AdminScope,
  id: string | undefined,
  wish: MergeWish,
): Promise<void> {
  await decideRequest(deps, scope, id, {
    state: 'merged',
    otherId: wish.otherId,
    async run(trx, applicant, now, other) {
      const both = requireBoth(scope, { applicant, other }, 'now', wish, now);
      const gone = { actor: administrator(scope), origin: mergeOrigin, now };
      await takeMember(trx, both.other.id, both.other.version, now);
      const removed = await removeTaken(trx, deps, both.other, gone);
      const stays = await takeWithNumber(trx, both, now);
      const grants = joinGrants(both.other.grants, wish.also);
      const given = await giveGrants(trx, stays, grants, {
        by: scope.actor.memberId,
        origin: mergeOrigin,
        now,
      });
      await movePending(trx, both.other.id, stays.id);
      return { ending: { granted: grants.map(timed) }, events: [...removed, ...given] };
    },
  });
  await deps.nudgeAdmission();
}
