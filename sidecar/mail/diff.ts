import { diffWordsWithSpace } from 'diff';

export type DiffPart = { text: string; change: 'added' | 'removed' | 'same' };

/** What became of a text, word by word, in the order in which it is read. */
export function diffOf(before: string, after: string): DiffPart[] {
  return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({
    text: value,
    change: added ? 'added' : removed ? 'removed' : 'same',
  }));
}
