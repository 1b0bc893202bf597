import { addSeconds } from '../platform/clock.ts';

/** Up to so many minutes after the first try, the next one comes after so many. */
const waits = [
  { until: 1, wait: 1 },
  { until: 6, wait: 5 },
  { until: 21, wait: 15 },
  { until: 81, wait: 60 },
];
const longestWait = 240;
const giveUpSeconds = 24 * 60 * 60;

/**
 * When a message that failed for now is tried again, by how long it has been failing: claims that ended without a try, because their
 * domain's mail was put off, do not count. Undefined once 24 h have passed since the first try.
 */
export function nextTry(firstTriedAt: Date, now: Date): Date | undefined {
  const end = addSeconds(firstTriedAt, giveUpSeconds);
  if (now >= end) return undefined;
  const minutes = (now.getTime() - firstTriedAt.getTime()) / 60_000;
  const { wait } = waits.find(({ until }) => minutes < until) ?? { wait: longestWait };
  const next = addSeconds(now, wait * 60);
  return next < end ? next : end;
}
