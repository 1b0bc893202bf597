/** How far something is at one moment; `at` in milliseconds. */
export type Sample = { at: number; done: number };
/** Units a second, smoothed; undefined until something was seen to move. */
export type Pace = { last: Sample; perSecond: number | undefined };

/** After this time an older speed counts for about a third. */
const memorySeconds = 20;

/** The pace from the first look on: what was done since the start, over the time since. */
export function firstPace(started: Sample, now: Sample): Pace {
  const seconds = (now.at - started.at) / 1000;
  const done = now.done - started.done;
  return { last: now, perSecond: seconds > 0 && done > 0 ? done / seconds : undefined };
}

/** Takes one more look in: fresh speed counts more the longer the look back was, so that the figure does not jump. */
export function nextPace({ last, perSecond }: Pace, now: Sample): Pace {
  const seconds = (now.at - last.at) / 1000;
  if (seconds <= 0) return { last, perSecond };
  const fresh = Math.max(0, now.done - last.done) / seconds;
  if (perSecond === undefined) return { last: now, perSecond: fresh > 0 ? fresh : undefined };
  const weight = 1 - Math.exp(-seconds / memorySeconds);
  return { last: now, perSecond: perSecond + (fresh - perSecond) * weight };
}

/** Seconds until `left` units are done; undefined while nothing moves. */
export function secondsLeft({ perSecond }: Pace, left: number): number | undefined {
  return perSecond !== undefined && perSecond > 0.01 ? left / perSecond : undefined;
}
