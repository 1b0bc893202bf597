import type { AdminScope } from '../areas/scope.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { GivenGrant, MemberWithGrants } from '../members/member.ts';
import { applySteps } from '../members/person-grants.service.ts';
import { stepsTo } from '../members/person.rules.ts';
import { takeMember } from '../members/person.store.ts';
import { dueAhead } from '../members/registered.service.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { type Approval, approvalProblems } from './decide.rules.ts';
import { type DecideDeps, decideRequest, refusal } from './decide.service.ts';
import type { TimedGrant } from './request.table.ts';

/** Only somebody who is there and not locked out gets grants. */
export function requireApplicant(person: MemberWithGrants | undefined): MemberWithGrants {
  if (!person) throw refusal('gone');
  if (person.state === 'suspended') throw refusal('suspended');
  return person;
}

/** A record that is gone, or not this administrator's, cannot be told from one that somebody else used. */
async function useUp(
  trx: Trx,
  { useRecord }: DecideDeps,
  { id: recordId, version }: NonNullable<Approval['record']>,
  use: { scope: AdminScope; memberId: string; now: Date },
): Promise<void> {
  const used = await useRecord(trx, { ...use, recordId, version }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return false;
    throw error;
  });
  if (!used) throw refusal('recordTaken');
}

/** As a row keeps it. */
export const timed = ({ areaId, role, endsAt }: GivenGrant): TimedGrant => ({
  areaId,
  role,
  endsAt: endsAt?.toISOString() ?? null,
});

/** Gives the grants, ahead of what else waits for Keycloak: somebody sits in front of the app. */
export async function giveGrants(
  trx: Trx,
  person: MemberWithGrants,
  grants: readonly GivenGrant[],
  { now, ...cause }: { by: string | null; origin: string; now: Date },
): Promise<AuditEvent[]> {
  const steps = stepsTo(person.grants, grants);
  if (steps.length === 0) return [];
  await takeMember(trx, person.id, person.version, dueAhead(now));
  return applySteps(trx, person.id, cause, steps);
}

/**
 * *Annehmen*: the request is decided, the grants are given and, if one was chosen, the criteria record is used up, all or nothing; the
 * applicant's next token carries them. Throws as `decideRequest` does; fields are those of the form, `request` where it cannot be
 * approved at all.
 */
export async function approveRequest(
  deps: DecideDeps,
  scope: AdminScope,
  id: string | undefined,
  approval: Approval,
): Promise<void> {
  const { grants, record } = approval;
  await decideRequest(deps, scope, id, {
    state: 'approved',
    async run(trx, found, now) {
      const person = requireApplicant(found);
      const fields = approvalProblems(scope, person.grants, grants, now);
      if (fields.length > 0) throw new AppError('invalid_input', { fields });
      if (record) await useUp(trx, deps, record, { scope, memberId: person.id, now });
      const ending = { granted: grants.map(timed), ...(record ? { recordId: record.id } : {}) };
      const cause = { by: scope.actor.memberId, origin: 'request', now };
      return { ending, events: await giveGrants(trx, person, grants, cause) };
    },
  });
  await deps.nudgeAdmission();
}
