import type { AdminScope } from '../areas/scope.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { termOfNewEnd } from './grant-end.store.ts';
import { readWishes, type TypedWish } from './grant-form.rules.ts';
import {
  changePerson,
  type PersonAct,
  type PersonDeps,
  requireOtherNetworkManager,
  requireRight,
} from './person-change.service.ts';
import {
  endOfStep,
  type GrantStep,
  grantSteps,
  type GrantWish,
  mayStep,
  rightsOn,
  stepEvent,
} from './person.rules.ts';

/** Where a step comes from; `by`: the administrator, null where nobody's hand gave it. */
type Cause = { by: string | null; origin: string };

/** One step with the event that tells of it. Another end begins a term of its own, which is told again before it ends. */
export async function applyStep(
  trx: Trx,
  memberId: string,
  { by, origin }: Cause,
  step: GrantStep,
): Promise<AuditEvent> {
  const { areaId, role } = step;
  if (role === undefined) {
    await trx.deleteFrom('grant').where('member_id', '=', memberId).where('area_id', '=', areaId).execute();
    return stepEvent(memberId, step, origin);
  }
  const given = { role, origin, granted_by: by, ends_at: endOfStep(step) };
  await trx
    .insertInto('grant')
    .values({ member_id: memberId, area_id: areaId, ...given })
    .onConflict((conflict) =>
      conflict.columns(['member_id', 'area_id']).doUpdateSet({ ...given, ...termOfNewEnd }),
    )
    .execute();
  return stepEvent(memberId, step, origin);
}

/** Steps of one person, whose row the transaction holds, with the events that tell of them. */
export async function applySteps(
  trx: Trx,
  memberId: string,
  cause: Cause,
  steps: readonly GrantStep[],
): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (const step of steps) events.push(await applyStep(trx, memberId, cause, step));
  return events;
}

/** Gives, changes and takes; each step needs the right to give both what comes and what goes. */
export function granting(scope: AdminScope, wishes: readonly GrantWish[]): PersonAct {
  return async (trx, person) => {
    requireRight(rightsOn(scope, person).grants);
    const steps = grantSteps(person.grants, wishes);
    const refused = steps.filter((step) => !mayStep(scope, step));
    if (refused.length > 0) {
      const text = 'members.person.problem.mayNotGrant';
      throw new AppError('invalid_input', {
        fields: refused.map(({ areaId }) => ({ field: `role.${areaId}`, text })),
      });
    }
    if (steps.some(({ from }) => from === 'network_manager')) await requireOtherNetworkManager(trx, person);
    return applySteps(trx, person.id, { by: scope.actor.memberId, origin: 'manual' }, steps);
  };
}

/** Grants as the matrix says; areas that are not in it stay. Nobody changes their own; the last network manager stays. */
export async function changeGrants(
  deps: PersonDeps,
  scope: AdminScope,
  id: string | undefined,
  form: { version: number; wishes: readonly TypedWish[] },
): Promise<void> {
  await changePerson(deps, scope, id, form.version, (trx, person, now) =>
    granting(scope, readWishes(person.grants, form.wishes, now))(trx, person, now),
  );
}
