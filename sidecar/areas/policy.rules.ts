import type { AreaTree } from './area.ts';
import { compareRoles, highestRole, type Role } from './role.ts';

export type HeldGrant = { areaId: string; role: Role };
/** Who acts, as PostgreSQL says right now; never from a session or token (architecture.md 7). */
export type Actor = { memberId: string; name: string; grants: readonly HeldGrant[] };

/** What may be done in an area, with the role that is needed there or above it. */
export const actions = {
  'members.read': 'newsroom_manager',
  'members.import': 'newsroom_manager',
  'members.invite': 'newsroom_manager',
  'grants.write': 'newsroom_manager',
  'criteria.write': 'newsroom_manager',
  'audit.read': 'newsroom_manager',
  'mail.texts': 'newsroom_manager',
  'links.write': 'newsroom_manager',
  'requests.decide': 'newsroom_manager',
  'network.manage': 'network_manager',
} as const satisfies Record<string, Role>;
export type Action = keyof typeof actions;

/** The actor's highest role in an area: managing rights come down from every area above. */
export function roleIn(tree: AreaTree, actor: Actor, areaId: string): Role | undefined {
  const above = new Set(tree.lineage(areaId).map((area) => area.id));
  return highestRole(actor.grants.filter((grant) => above.has(grant.areaId)).map((grant) => grant.role));
}

/** The one answer to "may this person do that there". */
export function can(tree: AreaTree, actor: Actor, action: Action, areaId: string): boolean {
  const role = roleIn(tree, actor, areaId);
  return role !== undefined && compareRoles(role, actions[action]) >= 0;
}

/** Every area in which the actor may do this; the filter of each list. */
export function areasFor(tree: AreaTree, actor: Actor, action: Action): string[] {
  return tree.areas.filter((area) => can(tree, actor, action, area.id)).map((area) => area.id);
}

/** Granting needs the right there and never goes above the own role; the network manager's role lives at the root only. */
export function canGrant(tree: AreaTree, actor: Actor, areaId: string, role: Role): boolean {
  const own = roleIn(tree, actor, areaId);
  if (own === undefined || !can(tree, actor, 'grants.write', areaId)) return false;
  if (role === 'network_manager' && tree.byId(areaId)?.kind !== 'network') return false;
  return compareRoles(role, own) <= 0;
}

/** Acts on a person's identity need the right in every area of theirs and a role above all of theirs; network managers act on all. */
export function canActOnIdentity(tree: AreaTree, actor: Actor, held: readonly HeldGrant[]): boolean {
  const network = tree.network;
  if (network && can(tree, actor, 'network.manage', network.id)) return true;
  return (
    held.length > 0 &&
    held.every(({ areaId, role }) => {
      const own = roleIn(tree, actor, areaId);
      return own !== undefined && can(tree, actor, 'grants.write', areaId) && compareRoles(own, role) > 0;
    })
  );
}
