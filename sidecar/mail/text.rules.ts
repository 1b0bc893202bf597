const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
const reordering = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A text that fits into a header and cannot end it: one line, no control or direction marks, at most `max` characters. */
export function oneLine(text: string, max = 200): string {
  const line = text.toWellFormed().replace(breaks, ' ').replace(reordering, '').trim();
  return Array.from(line).slice(0, max).join('');
}

const atom = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const label = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]{0,61}[\\p{L}\\p{M}\\p{N}])?';
const address = new RegExp(`^${atom}(?:\\.${atom})*@${label}(?:\\.${label})*$`, 'u');

/** One plain mailbox (RFC 5321 dot-string, RFC 6531 letters): no quotes, lists, comments or line breaks. */
export function isMailAddress(text: string): boolean {
  return text.length <= 254 && text.lastIndexOf('@') <= 64 && address.test(text);
}
