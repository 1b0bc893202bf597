import { can } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { raiseForADay } from '../criteria/budget.store.ts';
import { recordViewer, right } from '../criteria/record-scope.rules.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { releaseHeld } from './held.service.ts';
import { heldMatches } from './review.read-model.ts';

export type ReviewDeps = {
  db: Db;
  clock: Clock;
  /** Tells the worker of these rows; whoever is not among them is found by its sweep. */
  nudge(rowIds: readonly string[]): Promise<void>;
};

const nudgesAtOnce = 100;

/** The area, if it is one that this administrator acts in; foreign and unknown ones answer alike. */
function requireArea({ actor, tree }: AdminScope, areaId: string | undefined): string {
  const area = tree.byId(areaId ?? '');
  if (!area || !can(tree, actor, right, area.id)) throw new AppError('not_found');
  return area.id;
}

/** Lets everybody through who waits in an area with right facts and was there when the page was shown; answers how many. */
export async function approveHeld(
  { db, clock, nudge }: ReviewDeps,
  scope: AdminScope,
  areaId: string | undefined,
  upTo: Date,
): Promise<number> {
  const area = requireArea(scope, areaId);
  const by = { kind: 'administrator', memberId: scope.actor.memberId } as const;
  const released = await db.transaction().execute(async (trx) => {
    const ids = await heldMatches(trx, recordViewer(scope), area, upTo);
    return releaseHeld(trx, ids, by, clock());
  });
  await nudge(released.slice(0, nudgesAtOnce));
  return released.length;
}

/** Raises an area's budget for a day, once for a page that showed `seen` as what may be spent; false where that is not so any more. */
export async function raiseBudget(
  { db, clock }: ReviewDeps,
  scope: AdminScope,
  areaId: string | undefined,
  seen: number,
): Promise<boolean> {
  const area = requireArea(scope, areaId);
  const by = { kind: 'administrator', memberId: scope.actor.memberId } as const;
  return db.transaction().execute(async (trx) => {
    const raised = await raiseForADay(trx, area, seen, clock());
    if (raised) await record(trx, by, [{ act: 'guesses.raised', areaId: area }]);
    return raised;
  });
}
