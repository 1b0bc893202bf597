import { addSeconds } from '../platform/clock.ts';

const minutes = [1, 5, 15, 60, 240];
const giveUpSeconds = 24 * 60 * 60;

/** When a message is tried again after its n-th attempt failed for now; undefined once 24 h have passed since the first one. */
export function nextTry(attempt: number, firstTriedAt: Date, now: Date): Date | undefined {
  const end = addSeconds(firstTriedAt, giveUpSeconds);
  if (now >= end) return undefined;
  const wait = minutes[Math.min(attempt, minutes.length) - 1] ?? 1;
  const next = addSeconds(now, wait * 60);
  return next < end ? next : end;
}
