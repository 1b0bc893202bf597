const two = (value: number): string => String(value).padStart(2, '0');

/** A day in the network's time zone as `2026-05-31`. */
export const dayOf = (at: Date): string =>
  [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');

/** An end date is the last day on which something counts, so it ends where the next day begins, in the network's time zone. */
export function endOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + 1);
}

/** A moment of the last day, for whoever writes it in a language of people. */
export const lastMomentOf = (endsAt: Date): Date => new Date(endsAt.getTime() - 1);

/** The last day as `2026-05-31`. */
export const lastDayOf = (endsAt: Date): string => dayOf(lastMomentOf(endsAt));

const isMidnight = (moment: Date): boolean => endOf(lastDayOf(moment)).getTime() === moment.getTime();

/** An end as people are told of it: an end of a day is its last moment, not the first one of the next day. */
export const toldEnd = (endsAt: Date): Date => (isMidnight(endsAt) ? lastMomentOf(endsAt) : endsAt);
