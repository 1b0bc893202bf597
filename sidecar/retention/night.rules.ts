import { addDays } from '../platform/clock.ts';

const two = (value: number): string => String(value).padStart(2, '0');

/** A day in the network's time zone as `2026-05-31`. */
const dayOf = (at: Date): string => [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');

/** When the night that is on, or was last, began: each begins at this hour of its day, in the network's time zone. */
export function nightBegan(now: Date, hour: number): Date {
  const back = now.getHours() < hour ? 1 : 0;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hour);
}

/** That night's name. */
export const nightOf = (now: Date, hour: number): string => dayOf(nightBegan(now, hour));

/** When the night after begins. */
export function nextNight(now: Date, hour: number): Date {
  const today = now.getHours() < hour ? 0 : 1;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + today, hour);
}

/** The first night after each of these moments. */
export const nightAfter = (moments: readonly Date[], hour: number): Date =>
  nextNight(new Date(Math.max(...moments.map((moment) => moment.getTime()))), hour);

/** Nights before this one are not told of any more. */
export const oldestNight = (now: Date): string => dayOf(addDays(now, -400));
