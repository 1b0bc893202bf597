/** A text of which `like` and `ilike` take every character for itself, `%` and `_` among them. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** The words of a search, each as a pattern that finds it anywhere; eight of them are enough for anybody. */
export function searchedWords(search: string): string[] {
  const words = search.normalize('NFC').split(/\s+/).filter(Boolean).slice(0, 8);
  return words.map((word) => `%${likeText(word)}%`);
}
