import { areasFor, can, canActOnIdentity, canGrant, type HeldGrant } from '../areas/policy.rules.ts';
import { type Role, roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';

/** What this administrator may do with one person. */
export type PersonRights = {
  /** Names, e-mail, user name, number. */
  identity: boolean;
  /** Suspend, reactivate, delete: as identity, but never oneself. */
  existence: boolean;
  /** Grants in at least one area; never one's own. */
  grants: boolean;
};

type Held = { id: string; grants: readonly HeldGrant[] };

function managesNetwork({ tree, actor }: AdminScope): boolean {
  return tree.network !== undefined && can(tree, actor, 'network.manage', tree.network.id);
}

/** Whether this person is there at all for this administrator; everybody else answers like an unknown id. */
export function sees(scope: AdminScope, { grants }: Pick<Held, 'grants'>): boolean {
  if (managesNetwork(scope)) return true;
  const own = new Set(areasFor(scope.tree, scope.actor, 'members.read'));
  return grants.some(({ areaId }) => own.has(areaId));
}

export function rightsOn(scope: AdminScope, person: Held): PersonRights {
  const { tree, actor } = scope;
  const self = actor.memberId === person.id;
  const identity = canActOnIdentity(tree, actor, person.grants);
  return {
    identity,
    existence: identity && !self,
    grants: !self && areasFor(tree, actor, 'grants.write').length > 0,
  };
}

/** Roles that this administrator may give in an area, lowest first. */
export function grantableRoles({ tree, actor }: AdminScope, areaId: string): Role[] {
  return roles.filter((role) => canGrant(tree, actor, areaId, role));
}

/** Areas in which at least one role may be given, in the tree's order. */
export function grantableAreas(scope: AdminScope) {
  const { tree } = scope;
  const ordered = tree.network ? tree.subtree(tree.network.id) : [];
  return ordered.filter((area) => grantableRoles(scope, area.id).length > 0);
}

/** Grants that the administrator may see, in the tree's order, and whether there are others. */
export function visibleGrants(
  scope: AdminScope,
  grants: readonly HeldGrant[],
): { grants: HeldGrant[]; others: boolean } {
  const own = areasFor(scope.tree, scope.actor, 'members.read');
  const visible = own.flatMap((areaId) => grants.find((grant) => grant.areaId === areaId) ?? []);
  return { grants: visible, others: visible.length < grants.length };
}

export type GrantWish = { areaId: string; role: Role | undefined };
export type GrantStep = { areaId: string; role: Role | undefined; from: Role | undefined };

/** What the wishes change; an area that is not named stays as it is. */
export function grantSteps(held: readonly HeldGrant[], wishes: readonly GrantWish[]): GrantStep[] {
  return wishes.flatMap(({ areaId, role }) => {
    const from = held.find((grant) => grant.areaId === areaId)?.role;
    return from === role ? [] : [{ areaId, role, from }];
  });
}

/** Giving and taking both need the right to give what is given and what is taken. */
export function mayStep({ tree, actor }: AdminScope, { areaId, role, from }: GrantStep): boolean {
  return [role, from].every((each) => each === undefined || canGrant(tree, actor, areaId, each));
}
