/** What an editor pinned up for everybody in the area. */
export type Note = { text: string; by: string; at: Date };

const longest = 500;
const kept = 20;

/** In memory, newest first; the oldest go, so that nobody can fill it. */
export function openNotes() {
  const byArea = new Map<string, Note[]>();
  return {
    of: (slug: string): readonly Note[] => byArea.get(slug) ?? [],
    /** False where there is nothing to post, or too much. */
    post(slug: string, by: string, words: unknown, at: Date): boolean {
      const text = typeof words === 'string' ? words.trim() : '';
      if (!text || text.length > longest) return false;
      byArea.set(slug, [{ text, by, at }, ...(byArea.get(slug) ?? [])].slice(0, kept));
      return true;
    },
  };
}
export type Notes = ReturnType<typeof openNotes>;
