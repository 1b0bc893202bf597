/** Marks that nobody sees and that copying from elsewhere leaves behind: direction marks, zero-width blanks, soft hyphens. */
const invisible = /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

/** The text of a cell as it will be stored: NFC, every kind of blank is a blank, none at the ends, nothing invisible. */
export function cellText(raw: string): string {
  return raw
    .toWellFormed()
    .replaceAll('\u0000', '\ufffd')
    .normalize('NFC')
    .replace(invisible, '')
    .replace(/\p{Zs}/gu, ' ')
    .trim();
}

const digits = new Intl.NumberFormat('en-US', { useGrouping: false, maximumSignificantDigits: 15 });

/** Excel keeps 15 digits of a number; written out without exponent or binary rounding (`4.711E3` → `4711`). */
export function numberText(raw: string): string {
  const value = Number(raw);
  return Number.isFinite(value) ? digits.format(value).replace(/^-0$/, '0') : raw;
}

/** ISO date, with the time only where there is one. */
export function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return '';
  const iso = value.toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 16);
}

/** A title without what people vary: case, blanks, hyphens, dots and the asterisk of required columns. */
export function titleKey(title: string): string {
  return cellText(title)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\-_.:*\u2010-\u2015]/g, '');
}

/** Excel's name of a column, from 0 (`0` → `A`, `26` → `AA`). */
export function columnLetter(index: number): string {
  const rest = String.fromCharCode(65 + (index % 26));
  return index < 26 ? rest : columnLetter(Math.floor(index / 26) - 1) + rest;
}

/** The other way round (`AA` → `26`). */
export function columnIndex(letter: string): number {
  return Array.from(letter).reduce((index, each) => index * 26 + each.charCodeAt(0) - 64, 0) - 1;
}

/** A text that a spreadsheet would run as a formula (also through CSV) gets an apostrophe in front; every other stays as it is. */
export function inert(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
