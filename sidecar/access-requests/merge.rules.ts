import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { MemberWithGrants } from '../members/member.ts';

/** `now`: nobody ever signed in with the other account; `ask`: its owner is asked by mail and confirms. */
export type MergeForm = 'now' | 'ask';

/** How this administrator may merge an account with that of an applicant; null where not. Nobody merges anything into their own. */
export function mergeForm(
  scope: AdminScope,
  other: Pick<MemberWithGrants, 'id' | 'state' | 'activatedAt' | 'email' | 'grants'>,
): MergeForm | null {
  if (other.id === scope.actor.memberId || other.state === 'suspended') return null;
  if (other.activatedAt === null)
    return canActOnIdentity(scope.tree, scope.actor, other.grants) ? 'now' : null;
  return other.email === null ? null : 'ask';
}
