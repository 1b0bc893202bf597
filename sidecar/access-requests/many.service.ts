import type { AdminScope } from '../areas/scope.ts';
import { AppError } from '../platform/errors.ts';
import { approveRequest } from './approve.service.ts';
import type { Rejection } from './decide.rules.ts';
import { type DecideDeps, requireRequest } from './decide.service.ts';
import { rejectRequest } from './reject.service.ts';

/** `already`: somebody else decided before; `refused`: could not be decided like this. */
export type Tally = { done: number; already: number; refused: number };

/** Each for itself: what one of them refuses does not keep the others from being decided. */
async function tally(ids: readonly string[], decide: (id: string) => Promise<void>): Promise<Tally> {
  const counts: Tally = { done: 0, already: 0, refused: 0 };
  for (const id of new Set(ids)) {
    try {
      await decide(id);
      counts.done += 1;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      counts[error.code === 'conflict' && error.fields.length === 0 ? 'already' : 'refused'] += 1;
    }
  }
  return counts;
}

/** Approves each as it was asked: member of the area, without an end. */
export async function approveMany(
  deps: DecideDeps,
  scope: AdminScope,
  ids: readonly string[],
): Promise<Tally> {
  return tally(ids, async (id) => {
    const { area_id: areaId } = await requireRequest(deps.db, scope, id);
    await approveRequest(deps, scope, id, { grants: [{ areaId, role: 'member', endsAt: null }] });
  });
}

/** Rejects all for one reason. */
export async function rejectMany(
  deps: DecideDeps,
  scope: AdminScope,
  ids: readonly string[],
  rejection: Rejection,
): Promise<Tally> {
  return tally(ids, (id) => rejectRequest(deps, scope, id, rejection));
}
