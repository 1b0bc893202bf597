import { ink } from '../platform/ink.rules.ts';

/** What is read on white paper, less loud. */
export const quietInk = '#4a4a4a';

function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of `#rrggbb` on white (WCAG 2.2, 1 to 21). */
export function contrastOnWhite(colour: string): number {
  return 1.05 / (luminance(colour) + 0.05);
}

/** The accent where it can be read or seen on white, ink where it cannot: text needs more than a line. */
export function accentsOf(accent: string): { text: string; line: string } {
  const contrast = contrastOnWhite(accent);
  return { text: contrast >= 4.5 ? accent : ink, line: contrast >= 1.5 ? accent : ink };
}

/** What is read best on a ground of this colour: white, or ink. */
export function inkOn(colour: string): string {
  return contrastOnWhite(colour) >= 4.5 ? '#ffffff' : ink;
}
