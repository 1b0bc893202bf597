import { addSeconds } from '../platform/clock.ts';

/** Seconds between two messages of a batch; 0 where it has no pace. */
export function secondsApart(perMinute: number | null): number {
  return perMinute === null ? 0 : 60 / perMinute;
}

/** When the n-th (from 0) of a row of messages leaves at this pace. */
export function paced(startAt: Date, perMinute: number | null, nth: number): Date {
  return addSeconds(startAt, secondsApart(perMinute) * nth);
}
