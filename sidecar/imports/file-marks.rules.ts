import { hash } from 'node:crypto';
import type { RowMark, RowProblem } from './target.ts';

type Place = { number: number; sheetRow: number };
type Repeated = { mark: RowMark; count: number; first: Place[] };

/** How many rows a problem names. */
const named = 5;
/** A sheet ends at row 2^20, so a row's number and its row of the sheet fit into one number; objects would be ten times as large. */
const shift = 2 ** 21;
const placeOf = (packed: number): Place => ({
  number: Math.floor(packed / shift),
  sheetRow: packed % shift,
});

/**
 * What stands in a file more than once. Holds a hash for each mark and a number for each row that repeats one, so that a file
 * of any content costs the same few bytes a row; the problems of a row are made when they are asked for.
 */
export class FileMarks {
  readonly #first = new Map<string, number>();
  readonly #repeated = new Map<string, Repeated>();
  readonly #hits: { packed: number; key: string }[] = [];

  add({ number, sheetRow }: Place, marks: readonly RowMark[]): void {
    const packed = number * shift + sheetRow;
    // a row that says the same in two columns is not another row
    for (const mark of new Map(marks.map((each) => [each.mark, each])).values()) {
      const key = hash('sha256', mark.mark, 'binary');
      const before = this.#first.get(key);
      if (before === undefined) this.#first.set(key, packed);
      else if (before !== packed) this.#repeat(key, before, packed, mark);
    }
  }

  #repeat(key: string, before: number, packed: number, mark: RowMark): void {
    let repeated = this.#repeated.get(key);
    if (!repeated) {
      repeated = { mark, count: 1, first: [placeOf(before)] };
      this.#repeated.set(key, repeated);
      this.#hits.push({ packed: before, key });
    }
    repeated.count += 1;
    if (repeated.first.length <= named) repeated.first.push(placeOf(packed));
    this.#hits.push({ packed, key });
  }

  has(mark: string): boolean {
    return this.#first.has(hash('sha256', mark, 'binary'));
  }

  /** The rows that share a mark with others, in the order of the file, each with its problems. */
  *problems(): Generator<Place & { problems: RowProblem[] }> {
    const hits = this.#hits.sort((a, b) => a.packed - b.packed);
    for (let at = 0; at < hits.length; ) {
      const packed = hits[at]?.packed ?? 0;
      const place = placeOf(packed);
      const problems: RowProblem[] = [];
      for (; hits[at]?.packed === packed; at += 1) problems.push(this.#problem(place, hits[at]?.key ?? ''));
      yield { ...place, problems };
    }
  }

  #problem({ number }: Place, key: string): RowProblem {
    const repeated = this.#repeated.get(key);
    if (!repeated) throw new Error('a hit without its mark');
    const { mark: _, ...problem } = repeated.mark;
    const others = repeated.first.filter((other) => other.number !== number).slice(0, named);
    const rows = others.map(({ sheetRow }) => sheetRow).join(', ');
    return { ...problem, params: { rows: repeated.count - 1 > others.length ? `${rows} …` : rows } };
  }
}
