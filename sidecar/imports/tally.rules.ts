import type { Tallies } from './target.ts';

/** So many different values are counted; a file with more has no usual ones to compare with. */
const kept = 10_000;

/** Counts the values of a file and remembers where each that was seen once stands. */
export class Tally {
  readonly #places = new Map<string, { count: number; first: { number: number; sheetRow: number } }>();

  add(place: { number: number; sheetRow: number }, value: string | undefined): void {
    if (value === undefined) return;
    const seen = this.#places.get(value);
    if (seen) seen.count += 1;
    else if (this.#places.size < kept) this.#places.set(value, { count: 1, first: place });
  }

  counts(): Tallies {
    return new Map([...this.#places].map(([value, { count }]) => [value, count]));
  }

  firstPlace(value: string): { number: number; sheetRow: number } | undefined {
    return this.#places.get(value)?.first;
  }
}
