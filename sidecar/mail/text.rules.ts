const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text that fits into a header and cannot end it: one line, no control or direction marks, at most `max` characters. */
export function oneLine(text: string, max = 200): string {
  const line = text.toWellFormed().replace(breaks, ' ').replace(reordering, '').trim();
  return Array.from(line).slice(0, max).join('');
}
