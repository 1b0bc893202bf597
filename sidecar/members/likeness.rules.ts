import { fold, spellings } from './fold.rules.ts';

/** One thing known of two people, side by side; null where it is not known. `differs`: both are, and they are not the same. */
export type ComparedField = {
  key: string;
  label: string;
  /** Of who asks. */
  theirs: string | null;
  /** Of who is stored. */
  ours: string | null;
  differs: boolean;
};

/** Every way in which this part of a name may stand folded: umlauts plain or written out, joined by hyphens or by blanks. */
function waysToWrite(part: string): string[] {
  const text = part.trim().replace(/\s+/g, ' ');
  const plain = fold(text).replace(/([aou])e/g, '$1');
  const written = [...new Set([...spellings(text), plain])];
  return [
    ...new Set(written.flatMap((each) => [each, each.replaceAll('-', ' '), each.replaceAll(' ', '-')])),
  ];
}

/**
 * The keys `lastName firstName`, folded as PostgreSQL's `einlass_fold` has them in the indexes of people and of records, under which
 * somebody of this name may be stored; also with the two names swapped.
 */
export function nameKeys(firstName: string, lastName: string): string[] {
  const [firsts, lasts] = [waysToWrite(firstName), waysToWrite(lastName)];
  const keys = lasts.flatMap((last) => firsts.flatMap((first) => [`${last} ${first}`, `${first} ${last}`]));
  return [...new Set(keys)];
}

/** Whether two texts say the same, however they are spelt: `Müller` and `Mueller`, `Anna-Lena` and `Annalena`, `A 471` and `a471`. */
export function saysTheSame(a: string, b: string): boolean {
  const bare = (text: string) => spellings(text.replace(/[\s-]/g, ''));
  const ways = new Set(bare(a));
  return bare(b).some((way) => ways.has(way));
}
