/**
 * One line of a bench: a figure beside its peer's. `ok` is false where a ratio misses its `wanted` bound, which ends the run
 * with code 1; figures that are only told carry `ok: true`.
 */
export type Measure = { what: string; figure: number | string; wanted: string; ok: boolean };

/** A bench of `npm run bench`: `scale` 1 is the full one. */
export type Bench = (scale: number, seed: number, log: (line: string) => void) => Promise<Measure[]>;

const rounded = (value: number): number => Number(value.toPrecision(3));

export function atLeast(what: string, figure: number, bound: number): Measure {
  return { what, figure: rounded(figure), wanted: `>= ${bound}`, ok: figure >= bound };
}

export function atMost(what: string, figure: number, bound: number): Measure {
  return { what, figure: rounded(figure), wanted: `<= ${bound}`, ok: figure <= bound };
}

export function told(what: string, figure: number | string): Measure {
  return { what, figure: typeof figure === 'number' ? rounded(figure) : figure, wanted: '', ok: true };
}

/** The value below which this share (0 to 1) of the measurements lies, by the nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
