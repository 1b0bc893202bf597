import { commonArea } from '../areas/area.ts';
import { areasFor, can, canGrant, type HeldGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { grantableRoles } from '../members/person.rules.ts';
import type { RecordState } from './criteria.table.ts';

export const registrationsPath = '/admin/registrations';
export const right = 'criteria.write';

/**
 * Whose records the reader sees: those that give nothing but what the reader may give. `areaIds` are the areas in which that is
 * anything; `all` = everything in every area.
 */
export type RecordViewer = { all: boolean; areaIds: readonly string[]; mayGive: readonly HeldGrant[] };

export function recordViewer(scope: AdminScope): RecordViewer {
  const { tree, actor } = scope;
  const { network } = tree;
  const areaIds = areasFor(tree, actor, right);
  return {
    all: network !== undefined && can(tree, actor, 'network.manage', network.id),
    areaIds,
    mayGive: areaIds.flatMap((areaId) => grantableRoles(scope, areaId).map((role) => ({ areaId, role }))),
  };
}

/** A record is there for who may give everything that it gives; for everybody else it answers like an unknown id. */
export function actsOn({ tree, actor }: AdminScope, grants: readonly HeldGrant[]): boolean {
  return grants.length > 0 && grants.every(({ areaId, role }) => canGrant(tree, actor, areaId, role));
}

/** Where an act on a record is logged: the nearest area above all that it opens. */
export function areaOfRecord({ tree }: AdminScope, grants: readonly HeldGrant[]): { areaId?: string } {
  const ids = grants.map(({ areaId }) => areaId);
  const area = commonArea(tree, ids);
  return area ? { areaId: area.id } : {};
}

/** What a list says of a record: an open one whose end date has come is `ended`. */
export const shownStates = ['open', 'redeeming', 'used', 'locked', 'ended'] as const;
export type ShownState = (typeof shownStates)[number];

export function shownState(state: RecordState, endsAt: Date | null, now: Date): ShownState {
  return state === 'open' && endsAt !== null && endsAt <= now ? 'ended' : state;
}
