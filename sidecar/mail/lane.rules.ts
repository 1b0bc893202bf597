/** Messages that are claimed together at first. */
export const firstRound = 10;
const fewest = 5;
const most = 50;

/**
 * How many messages are claimed next: more where the last ones left within a second, fewer where they took long, so that a pause
 * or a cancellation finds no more in flight than leaves within moments.
 */
export function nextRound(size: number, seconds: number): number {
  if (seconds < 1) return Math.min(size * 2, most);
  return seconds > 3 ? Math.max(Math.floor(size / 2), fewest) : size;
}
