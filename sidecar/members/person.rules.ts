import { areasFor, can, canActOnIdentity, canGrant, type HeldGrant } from '../areas/policy.rules.ts';
import { compareRoles, type Role, roles } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { GivenGrant } from './member.ts';

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
  grants: readonly GivenGrant[],
): { grants: GivenGrant[]; others: boolean } {
  const own = areasFor(scope.tree, scope.actor, 'members.read');
  const visible = own.flatMap((areaId) => grants.find((grant) => grant.areaId === areaId) ?? []);
  return { grants: visible, others: visible.length < grants.length };
}

/** `endsAt`: null is never; absent leaves the end as it is. */
export type GrantWish = { areaId: string; role: Role | undefined; endsAt?: Date | null };
/** `from`, `fromEnd`: what is held now, with the end that it has. */
export type GrantStep = GrantWish & { from: Role | undefined; fromEnd?: Date | null };

/** When the grant of a step ends: who manages the network does so until somebody takes it. */
export function endOfStep({ role, from, fromEnd = null, endsAt }: GrantStep): Date | null {
  if (role === 'network_manager') return null;
  if (endsAt !== undefined) return endsAt;
  return from === undefined ? null : fromEnd;
}

const moment = (end: Date | null): number => end?.getTime() ?? Number.POSITIVE_INFINITY;

/** Whether one end comes after another; null is never. */
export const endsLater = (one: Date | null, other: Date | null): boolean => moment(one) > moment(other);

export const sameEnd = (one: Date | null, other: Date | null): boolean => moment(one) === moment(other);

/** What the wishes change; an area that is not named stays as it is. */
export function grantSteps(held: readonly GivenGrant[], wishes: readonly GrantWish[]): GrantStep[] {
  return wishes.flatMap((wish) => {
    const grant = held.find(({ areaId }) => areaId === wish.areaId);
    const step = { ...wish, from: grant?.role, fromEnd: grant?.endsAt ?? null };
    const same = step.from === step.role && (!grant || sameEnd(endOfStep(step), step.fromEnd));
    return same ? [] : [step];
  });
}

/** What a step did, for the log. */
export function stepEvent(memberId: string, step: GrantStep, origin: string): AuditEvent {
  const { areaId, role, from, fromEnd = null } = step;
  if (role === undefined) return { act: 'grant.removed', memberId, areaId, role: from ?? '', origin };
  if (from === undefined) return { act: 'grant.added', memberId, areaId, role, origin };
  if (from !== role) return { act: 'grant.changed', memberId, areaId, role, from, origin };
  const act = endsLater(endOfStep(step), fromEnd) ? 'grant.prolonged' : 'grant.limited';
  return { act, memberId, areaId, role };
}

/** What a further grant adds to those that are held: a higher role, or a later end of the same; undefined where it adds nothing. */
export function stepTo(
  held: readonly GivenGrant[],
  { endsAt = null, ...grant }: GivenGrant,
): GrantStep | undefined {
  const known = held.find(({ areaId }) => areaId === grant.areaId);
  if (!known) return { ...grant, endsAt, from: undefined };
  const fromEnd = known.endsAt ?? null;
  const higher = compareRoles(grant.role, known.role);
  if (higher < 0 || (higher === 0 && !endsLater(endsAt, fromEnd))) return undefined;
  return { ...grant, endsAt, from: known.role, fromEnd };
}

/** The same for grants of several areas. */
export function stepsTo(held: readonly GivenGrant[], wanted: readonly GivenGrant[]): GrantStep[] {
  return wanted.flatMap((grant) => stepTo(held, grant) ?? []);
}

/** Giving and taking both need the right to give what is given and what is taken. */
export function mayStep({ tree, actor }: AdminScope, { areaId, role, from }: GrantStep): boolean {
  return [role, from].every((each) => each === undefined || canGrant(tree, actor, areaId, each));
}
