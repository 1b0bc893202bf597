import { ink } from '../platform/ink.rules.ts';

/** What is read on white paper, less loud. */
export const quietInk = '#4a4a4a';

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour)
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two `#rrggbb` (WCAG 2.2, 1 to 21). */
export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The accent where it can be read or seen on white, ink where it cannot: text needs more than a line. */
export function accentsOf(accent: string): { text: string; line: string } {
  const onWhite = contrast(accent, '#ffffff');
  return { text: onWhite >= 4.5 ? accent : ink, line: onWhite >= 1.5 ? accent : ink };
}

/** What is read on a ground of this colour: white or ink, or black where neither has the contrast of 4.5. */
export function inkOn(colour: string): string {
  return ['#ffffff', ink].find((each) => contrast(each, colour) >= 4.5) ?? '#000000';
}

/** `share` (0 to 1) of `other` in `colour`. */
export function mixed(colour: string, other: string, share: number): string {
  const its = channels(other);
  const parts = channels(colour).map((own, at) => Math.round(own + ((its[at] ?? 0) - own) * share));
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** The colour, as much lighter as it takes to stand out by `least` from a dark ground. */
export function lightened(colour: string, ground: string, least: number): string {
  for (let share = 0; share < 1; share += 0.05) {
    const lighter = mixed(colour, '#ffffff', share);
    if (contrast(lighter, ground) >= least) return lighter;
  }
  return '#ffffff';
}
