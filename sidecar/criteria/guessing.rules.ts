import { addSeconds } from '../platform/clock.ts';

/** So many tries an hour that name a person and miss slow that person's record down, for so long (screens.md "Abuse"). */
export const slowing = { misses: 5, withinSeconds: 3600, forSeconds: 900 } as const;
export const recountSeconds = 3600;
const day = 24 * 3600;

/** Misses a month that may be answered in an area of so many records. */
export function budgetFor(records: number): number {
  return Math.max(20, Math.ceil(records / 100));
}

/** First day of the month (UTC), as the row's key. */
export function monthOf(now: Date): string {
  return `${now.toISOString().slice(0, 7)}-01`;
}

export type Budget = { budget: number; spent: number; raised: number; raisedUntil: Date | null };

/** What may be spent at this moment. */
export function allowedOf({ budget, raised, raisedUntil }: Omit<Budget, 'spent'>, now: Date): number {
  return budget + (raisedUntil && raisedUntil > now ? raised : 0);
}

/** The budget as it is after somebody has raised it for a day: what it is by itself on top, again where it was raised already. */
export function raisedOf(before: Budget, now: Date): Pick<Budget, 'raised' | 'raisedUntil'> {
  const valid = allowedOf(before, now) - before.budget;
  return { raised: valid + before.budget, raisedUntil: addSeconds(now, day) };
}

/** Which alarm a miss sets off that has just been paid; each at most once a day. */
export function alarmOf(
  after: Budget & { alarmedAt: Date | null; spentAlarmedAt: Date | null },
  now: Date,
): 'half' | 'spent' | null {
  const allowed = allowedOf(after, now);
  const quiet = (last: Date | null) => last === null || addSeconds(last, day) <= now;
  if (after.spent >= allowed) return quiet(after.spentAlarmedAt) ? 'spent' : null;
  return after.spent * 2 >= allowed && quiet(after.alarmedAt) ? 'half' : null;
}

/** What a try found: one open record, one that was used, several alike, or none. */
export type Found = 'one' | 'used' | 'ambiguous' | 'none';

/**
 * Areas whose budget a miss costs: those of everybody it names; where it names nobody, the network's, but only if records are stored
 * by so little that a wrong try could not have named anybody (`unnamed`).
 */
export function chargedAreas(
  found: Found,
  named: readonly string[],
  { unnamed, networkId }: { unnamed: boolean; networkId: string },
): string[] {
  if (found === 'one') return [];
  if (named.length > 0) return [...new Set(named)].toSorted();
  return unnamed ? [networkId] : [];
}

/** Budgets that let a true match wait while they are spent: its areas', and the network's where a wrong try would have been paid there. */
export function matchBudgets(
  areaIds: readonly string[],
  { unnamed, networkId }: { unnamed: boolean; networkId: string },
): string[] {
  return [...new Set(unnamed ? [...areaIds, networkId] : areaIds)].toSorted();
}

export type Verdict =
  | { kind: 'admit' }
  | { kind: 'hold'; until: Date | null }
  | { kind: 'refuse'; reason: 'mismatch' | 'ambiguous' | 'used' };

/**
 * The answer to a try. `spent`: a budget that concerns it is; then everybody waits, so that the answer says nothing. `slowedUntil`: of
 * the records it names; hit and miss wait alike until then. Who was let through by a manager or by time is not held again.
 */
export function verdictOf(
  found: Found,
  { spent, slowedUntil, released }: { spent: boolean; slowedUntil: Date | null; released: boolean },
  now: Date,
): Verdict {
  if (!released && spent) return { kind: 'hold', until: null };
  if (!released && slowedUntil && slowedUntil > now) return { kind: 'hold', until: slowedUntil };
  if (found === 'one') return { kind: 'admit' };
  return { kind: 'refuse', reason: found === 'none' ? 'mismatch' : found };
}
