import type { AdminScope } from '../areas/scope.ts';
import type { GivenGrant } from '../members/member.ts';
import { mayStep, stepsTo, stepTo } from '../members/person.rules.ts';
import type { FieldError } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';
import type { RejectModule } from './reject-module.store.ts';

/** A grant as a manager gives it; null has no end. */
export type WantedGrant = GivenGrant & { endsAt: Date | null };
export type Approval = {
  grants: readonly WantedGrant[];
  /** The criteria record that is used up with it, at the version that was seen. */
  record?: { id: string; version: number };
};

/** Grants and further ones as one list, an area once: of the higher role, of the same role with the later end. */
export function joinGrants(held: readonly GivenGrant[], more: readonly GivenGrant[]): GivenGrant[] {
  const joined = new Map(held.map((grant) => [grant.areaId, grant]));
  for (const grant of more) if (stepTo([...joined.values()], grant)) joined.set(grant.areaId, grant);
  return [...joined.values()];
}

/** All that is wrong with the grants of an approval, by the fields of its form; empty where they may be given. */
export function approvalProblems(
  scope: AdminScope,
  held: readonly GivenGrant[],
  wanted: readonly WantedGrant[],
  now: Date,
): FieldError[] {
  if (wanted.length === 0) return [{ field: 'grants', text: 'access-requests.decide.problem.noGrant' }];
  const steps = stepsTo(held, wanted);
  const fromOf = (areaId: string) => steps.find((step) => step.areaId === areaId)?.from;
  return [
    ...wanted
      .filter(({ areaId, role }) => !mayStep(scope, { areaId, role, from: fromOf(areaId) }))
      .map(({ areaId }) => ({ field: `role.${areaId}`, text: 'members.person.problem.mayNotGrant' })),
    ...(wanted.some(({ endsAt }) => endsAt !== null && endsAt <= now)
      ? [{ field: 'endsAt', text: 'access-requests.decide.problem.endPast' }]
      : []),
    ...(wanted.some(({ role, endsAt }) => role === 'network_manager' && endsAt !== null)
      ? [{ field: 'endsAt', text: 'access-requests.decide.problem.endOfNetworkManager' }]
      : []),
  ];
}

/** Why a request is rejected: a text module, the manager's own words, or both. */
export type Rejection = { moduleId: string | undefined; words: string };

/** What the applicant reads; undefined where it says nothing, or names a module that is not there (any more). */
export function reasonOf(
  modules: readonly RejectModule[],
  { moduleId, words }: Rejection,
  locale: Locale,
): string | undefined {
  const module = modules.find(({ id }) => id === moduleId);
  if (moduleId && !module) return undefined;
  return [module?.text[locale], words].filter(Boolean).join('\n\n') || undefined;
}
