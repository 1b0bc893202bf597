import { areasFor } from '../areas/policy.rules.ts';
import { compareRoles, type Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { BulkActName } from './bulk-act.table.ts';
import type { Member, MemberWithGrants } from './member.ts';
import type { MemberState } from './member.table.ts';
import { grantableAreas, mayStep, rightsOn } from './person.rules.ts';

/** What is done to everyone who was picked. */
export type BulkAct =
  | { act: 'invite' }
  | { act: 'suspend' | 'reactivate' | 'delete' | 'erase' }
  | { act: 'grant'; areaId: string; role: Role }
  | { act: 'revoke'; areaId: string };

/** What another room does to everyone who was picked, on its own page at `path`; `text` is the key of its name. */
export type MoreAct = { act: string; path: string; text: string };

export const skipReasons = [
  'self',
  'rights',
  'already',
  'higher',
  'noGrant',
  'suspended',
  'active',
  'noEmail',
  'preparing',
  'lastNetworkManager',
  'gone',
  'failed',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** All of a person that decides whether an act applies: read of one person before the act, counted over many for the preview. */
export type BulkFacts = {
  self: boolean;
  /** Acts on identity are allowed on this person. */
  identity: boolean;
  state: MemberState;
  email: boolean;
  account: boolean;
  /** Role held in the area of the act. */
  from: Role | undefined;
};
/** Why somebody cannot be given a link now; the rule of whoever sends invitations. */
export type WhyNotInvitable = (
  person: Pick<Member, 'state' | 'email' | 'keycloakUserId'>,
) => 'suspended' | 'active' | 'noEmail' | 'preparing' | undefined;

export const areaOf = (act: BulkAct): string | undefined => ('areaId' in act ? act.areaId : undefined);

export function factsOf(scope: AdminScope, act: BulkAct, person: MemberWithGrants): BulkFacts {
  return {
    self: scope.actor.memberId === person.id,
    identity: rightsOn(scope, person).identity,
    state: person.state,
    email: person.email !== null,
    account: person.keycloakUserId !== null,
    from: person.grants.find(({ areaId }) => areaId === areaOf(act))?.role,
  };
}

function whyNotGranted(
  scope: AdminScope,
  act: Extract<BulkAct, { areaId: string }>,
  { self, from }: BulkFacts,
) {
  if (self) return 'self';
  const role = act.act === 'grant' ? act.role : undefined;
  if (role === undefined && from === undefined) return 'noGrant';
  if (role === from) return 'already';
  // Giving many people a role is no reason to take a higher one from some of them.
  if (role && from && compareRoles(from, role) > 0) return 'higher';
  return mayStep(scope, { areaId: act.areaId, role, from }) ? undefined : 'rights';
}

/** Why this act leaves somebody out, as far as it can be known beforehand; undefined where it applies. */
export function whySkipped(
  scope: AdminScope,
  act: BulkAct,
  facts: BulkFacts,
  whyNotInvitable: WhyNotInvitable,
): SkipReason | undefined {
  if ('areaId' in act) return whyNotGranted(scope, act, facts);
  if (facts.self) return 'self';
  if (!facts.identity) return 'rights';
  const { state } = facts;
  if (act.act === 'invite') {
    const email = facts.email ? 'known' : null;
    return whyNotInvitable({ state, email, keycloakUserId: facts.account ? 'known' : null });
  }
  if (act.act === 'delete' || act.act === 'erase') return undefined;
  return (state === 'suspended') === (act.act === 'suspend') ? 'already' : undefined;
}

/** Acts that this administrator may do to anybody at all. */
export function offeredActs(scope: AdminScope): BulkActName[] {
  const invites = areasFor(scope.tree, scope.actor, 'members.invite').length > 0;
  const grants = grantableAreas(scope).length > 0;
  return [
    ...(invites ? (['invite'] as const) : []),
    ...(grants ? (['grant', 'revoke', 'suspend', 'reactivate', 'delete', 'erase'] as const) : []),
  ];
}

/** Acts that take something away: they ask for the number where it is large. */
export const destructive: ReadonlySet<BulkActName> = new Set(['revoke', 'suspend', 'delete', 'erase']);
const typeAbove = 100;

/** Whether the number of people has to be typed before the act begins. */
export function mustType(act: BulkActName, people: number): boolean {
  return destructive.has(act) && people > typeAbove;
}

export const actLabels: Readonly<Record<BulkActName, string>> = {
  invite: 'members.bulk.act.invite',
  grant: 'members.bulk.act.grant',
  revoke: 'members.bulk.act.revoke',
  suspend: 'members.bulk.act.suspend',
  reactivate: 'members.bulk.act.reactivate',
  delete: 'members.bulk.act.delete',
  erase: 'members.bulk.act.erase',
};
