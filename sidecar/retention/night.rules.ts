import { addDays } from '../platform/clock.ts';
import { dayOf } from '../platform/day.rules.ts';

/** When the night that is on, or was last, began: each begins at this hour of its day, in the network's time zone. */
export function nightBegan(now: Date, hour: number): Date {
  const back = now.getHours() < hour ? 1 : 0;
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hour);
}

/** That night's name. */
export const nightOf = (now: Date, hour: number): string => dayOf(nightBegan(now, hour));

/** When the night after begins. */
export function nextNight(now: Date, hour: number): Date {
  const began = nightBegan(now, hour);
  return new Date(began.getFullYear(), began.getMonth(), began.getDate() + 1, hour);
}

/** The first night after each of these moments. */
export const nightAfter = (moments: readonly Date[], hour: number): Date =>
  nextNight(new Date(Math.max(...moments.map((moment) => moment.getTime()))), hour);

/** Nights before this one are not told of any more. */
export const oldestNight = (now: Date): string => dayOf(addDays(now, -400));
