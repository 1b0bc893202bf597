import { endOf, lastDayOf } from '../platform/day.rules.ts';
import { AppError } from '../platform/errors.ts';
import type { GivenGrant } from './member.ts';
import type { GrantWish } from './person.rules.ts';

/** As a form says it: the last day as `2026-05-31`, empty for no end; absent leaves the end as it is. */
export type TypedWish = GrantWish & { lastDay?: string };

export const endField = (areaId: string): string => `end.${areaId}`;

export type EndProblem = 'endPast' | 'endOfNetworkManager';

const refusal = (field: string, problem: EndProblem | 'endWithoutRole') => ({
  field,
  text: `members.person.problem.${problem}`,
});

/** Throws `invalid_input` at `field` where the last day is over. */
export function requireFuture(lastDay: string | undefined, now: Date, field: string): void {
  if (lastDay && endOf(lastDay) <= now)
    throw new AppError('invalid_input', { fields: [refusal(field, 'endPast')] });
}

/** The wish with its end; an end that is the held one's day leaves the very moment that was set. */
export function readEnd(held: readonly GivenGrant[], { lastDay, ...wish }: TypedWish): GrantWish {
  if (lastDay === undefined || wish.role === undefined) return wish;
  const kept = held.find(({ areaId }) => areaId === wish.areaId)?.endsAt;
  if (kept && lastDayOf(kept) === lastDay) return wish;
  return { ...wish, endsAt: lastDay === '' ? null : endOf(lastDay) };
}

/** What is wrong with an end: its day is over, or the role has none. */
export function endProblem(held: readonly GivenGrant[], typed: TypedWish, now: Date): EndProblem | undefined {
  if (typed.role === 'network_manager' && typed.lastDay) return 'endOfNetworkManager';
  const { endsAt } = readEnd(held, typed);
  return endsAt && endsAt <= now ? 'endPast' : undefined;
}

/** A day was typed for an area without a role: dropping it unsaid would lose what was meant. The day of a role that goes is none. */
function endWithoutRole(held: readonly GivenGrant[], { areaId, role, lastDay }: TypedWish): boolean {
  if (role !== undefined || !lastDay) return false;
  const kept = held.find((grant) => grant.areaId === areaId)?.endsAt;
  return !kept || lastDayOf(kept) !== lastDay;
}

/** The wishes with their ends. Throws `invalid_input` at the field of each end that is wrong. */
export function readWishes(held: readonly GivenGrant[], typed: readonly TypedWish[], now: Date): GrantWish[] {
  const fields = typed.flatMap((wish) => {
    const problem = endWithoutRole(held, wish) ? 'endWithoutRole' : endProblem(held, wish, now);
    return problem ? [refusal(endField(wish.areaId), problem)] : [];
  });
  if (fields.length > 0) throw new AppError('invalid_input', { fields });
  return typed.map((wish) => readEnd(held, wish));
}
