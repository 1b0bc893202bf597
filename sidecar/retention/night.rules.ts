import { addDays } from '../platform/clock.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** A day in the network's time zone as `2026-05-31`. */
const dayOf = (at: Date): string => [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');

/** The night that began last: each begins at this hour of its day, in the network's time zone. */
export function nightOf(now: Date, hour: number): string {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - (now.getHours() < hour ? 1 : 0));
  return dayOf(day);
}

/** When the night after begins. */
export function nextNight(now: Date, hour: number): Date {
  const today = now.getHours() < hour ? 0 : 1;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + today, hour);
}

/** Nights before this one are not told of any more. */
export const oldestNight = (now: Date): string => dayOf(addDays(now, -400));
