import { allowedOf, type Budget } from '../criteria/guessing.rules.ts';
import { addSeconds } from '../platform/clock.ts';

const day = 24 * 3600;
/** How long misses are kept for nobody, and how long right facts wait for a manager. */
const keptDays = { miss: 14, match: 60 } as const;

export function forgottenBefore(now: Date): { miss: Date; match: Date } {
  return { miss: addSeconds(now, -keptDays.miss * day), match: addSeconds(now, -keptDays.match * day) };
}

/** How far an area's budget is spent, as its card says it. */
export function budgetView(budget: Budget, now: Date) {
  const allowed = allowedOf(budget, now);
  return {
    spent: budget.spent,
    allowed,
    isSpent: budget.spent >= allowed,
    raisedUntil: allowed > budget.budget ? budget.raisedUntil : null,
  };
}

/** An area is worth a card where somebody waits or somebody missed. */
export const isNotable = ({ spent }: { spent: number }, waiting: number): boolean => spent > 0 || waiting > 0;
