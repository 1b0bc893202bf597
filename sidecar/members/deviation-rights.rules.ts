import { can, canGrant, type HeldGrant } from '../areas/policy.rules.ts';
import { managingRoles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Difference } from './deviation.rules.ts';
import type { MemberState } from './member.table.ts';
import { mayStep, rightsOn } from './person.rules.ts';

/** `restore` is *wiederherstellen*: the same act as revert, named after what it does. */
export type Ways = { adopt: boolean; revert: boolean; restore: boolean };
export type Concerned = { id: string; state: MemberState; grants: readonly HeldGrant[] };

const longestName = 120;
const none: Ways = { adopt: false, revert: false, restore: false };

export function managesNetwork({ tree, actor }: AdminScope): boolean {
  return tree.network !== undefined && can(tree, actor, 'network.manage', tree.network.id);
}

function grantWays(scope: AdminScope, deviation: Difference, person: Concerned): Ways {
  const { kind, areaId, role } = deviation;
  if (!areaId || !role || scope.actor.memberId === person.id) return none;
  const from = person.grants.find((grant) => grant.areaId === areaId)?.role;
  const step = { areaId, role: kind === 'grantAdded' ? role : undefined, from };
  // Otherwise whoever may edit groups in the console could make themselves a manager of Einlass with an accomplice.
  const managing = kind === 'grantAdded' && managingRoles.includes(role);
  const adopt = mayStep(scope, step) && (!managing || managesNetwork(scope));
  return { adopt, revert: canGrant(scope.tree, scope.actor, areaId, role), restore: false };
}

/** What this administrator may do about a deviation; `person` is missing where it is about a role group. */
export function waysFor(scope: AdminScope, deviation: Difference, person: Concerned | undefined): Ways {
  const { kind, keycloakValue } = deviation;
  if (!person) return { ...none, restore: managesNetwork(scope) };
  if (kind === 'grantAdded' || kind === 'grantRemoved') return grantWays(scope, deviation, person);
  const { identity, existence } = rightsOn(scope, person);
  if (kind === 'accountTwice') return none;
  if (kind === 'accountDeleted') return { ...none, restore: existence };
  if (kind === 'enabled')
    return { ...none, adopt: existence && person.state === 'suspended', revert: existence };
  if (kind === 'email') return { ...none, revert: identity };
  const length = keycloakValue?.length ?? 0;
  const fits = length <= longestName && (kind === 'employeeNumber' || length > (kind === 'username' ? 1 : 0));
  return { ...none, adopt: identity && fits, revert: identity };
}
