/** Width of a text at a size in points, in millimetres. */
export type Measure = (text: string, size: number) => number;
/** Lines that fit, the size in points and the distance between lines in millimetres. */
export type Fitted = { lines: readonly string[]; size: number; leading: number };
/** A room for text; sizes in points, the largest first; `spread` is the distance of lines as a multiple of the size. */
export type Box = { width: number; height: number; sizes: readonly number[]; spread?: number };

export const millimetres = (points: number): number => (points * 25.4) / 72;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** The longest beginning of a word that fits, at least one letter of it. */
function head(word: string, width: number, measure: (text: string) => number): string {
  let taken = '';
  for (const { segment } of graphemes.segment(word)) {
    if (taken !== '' && measure(taken + segment) > width) break;
    taken += segment;
  }
  return taken;
}

/** Where a word that is too wide is broken: behind a hyphen or the like, else at its last letter that fits. */
function broken(word: string, width: number, measure: (text: string) => number): string {
  const fitting = head(word, width, measure);
  return fitting === word ? word : (/^.*[-–_./@](?=.)/u.exec(fitting)?.[0] ?? fitting);
}

/** One paragraph in lines no wider than `width`; a word that is wider is broken where it has to be. */
export function wrap(text: string, width: number, measure: (text: string) => number): string[] {
  const blank = measure(' ');
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (let word of text.split(/\s+/).filter(Boolean)) {
    let wide = measure(word);
    if (line !== '' && used + blank + wide > width) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    while (line === '' && wide > width) {
      const part = broken(word, width, measure);
      if (part === word) break;
      lines.push(part);
      word = word.slice(part.length);
      wide = measure(word);
    }
    used = line === '' ? wide : used + blank + wide;
    line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** A line that ends with an ellipsis and is no wider than `width`. */
function shortened(line: string, width: number, measure: (text: string) => number): string {
  const room = width - measure('…');
  return `${measure(line) <= room ? line : head(line, room, measure)}…`;
}

/**
 * Paragraphs at the largest size at which they fit into the box. What does not even fit at the smallest one is cut with an
 * ellipsis, so that nothing ever runs into its neighbour.
 */
export function fit(paragraphs: readonly string[], box: Box, measure: Measure): Fitted {
  const { width, height, sizes, spread = 1.35 } = box;
  let last: Fitted = { lines: [], size: 0, leading: 0 };
  for (const size of sizes) {
    const leading = millimetres(size) * spread;
    const lines = paragraphs.flatMap((text) => wrap(text, width, (part) => measure(part, size)));
    last = { lines, size, leading };
    if (lines.length * leading <= height + 0.01) return last;
  }
  const { size, leading } = last;
  const lines = last.lines.slice(0, Math.max(1, Math.floor(height / leading)));
  const end = lines.length - 1;
  return {
    size,
    leading,
    lines: lines.map((line, at) =>
      at === end ? shortened(line, width, (part) => measure(part, size)) : line,
    ),
  };
}
