import { addSeconds } from '../platform/clock.ts';

/** Seconds between two messages of a batch; 0 where it has no pace. */
export function secondsApart(perMinute: number | null): number {
  return perMinute === null ? 0 : 60 / perMinute;
}

/** When the n-th (from 0) of a row of messages leaves at this pace. */
export function paced(startAt: Date, perMinute: number | null, nth: number): Date {
  return addSeconds(startAt, secondsApart(perMinute) * nth);
}

/** Longer than sweeps are apart, and short enough that no mail server minds what it holds. */
const lateSeconds = 120;

/** What a paced batch should have sent by then is late, and must not leave all at once. */
export function lateBy(now: Date): Date {
  return addSeconds(now, -lateSeconds);
}
