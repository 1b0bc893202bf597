/** One line of an experiment's result; `ok` is false where it is not `wanted`. */
export type Figure = {
  what: string;
  figure: number | string;
  wanted: number | string;
  ok: boolean;
  /** A time, which depends on what else the machine does. */
  timed?: true;
};

/** An experiment of `npm run faults`: `scale` 1 is the full one; the same seed makes the same choices. */
export type FaultRun = (scale: number, seed: number, log: (line: string) => void) => Promise<Figure[]>;

/** A figure that must be exactly what is wanted. */
export function exactly(what: string, figure: number, wanted: number): Figure {
  return { what, figure, wanted, ok: figure === wanted };
}

/** A figure that must not be above `most`. */
export function atMost(what: string, figure: number, most: number): Figure {
  return { what, figure, wanted: `<= ${most}`, ok: figure <= most };
}

/** A time that must not be longer than `most`, told with one digit after the point. */
export function withinTime(what: string, time: number, most: number): Figure {
  return { ...atMost(what, time, most), figure: Number(time.toFixed(1)), timed: true };
}

/** What a test may fail for: times are held by `npm run faults` only, on a machine that does nothing else. */
export function wrongOf(figures: readonly Figure[]): Figure[] {
  return figures.filter(({ ok, timed }) => !ok && !timed);
}

/** A figure that is only told. */
export function told(what: string, figure: number | string): Figure {
  return { what, figure, wanted: '', ok: true };
}

/** Numbers from 0 to 1 that a seed determines (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
