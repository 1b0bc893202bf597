import { cleanText as cellText } from '../platform/text.rules.ts';

/** The text of a cell as it will be stored. */
export { cellText };

/** Characters that XML cannot hold stand in a workbook as `_x000D_` (ECMA-376 22.9.2.19). */
export function unescaped(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/**
 * What a cell means beyond its text: an address that a program linked by itself loses `mailto:`, a text that was made
 * harmless or numeric by an apostrophe loses it (`inert` puts it there, so that what we export comes back as it was).
 */
export function cellValue(raw: string): string {
  const text = cellText(raw);
  if (text.startsWith("'")) return text.replace(/^'(?='*[=+\-@\d])/, '');
  if (!/^mailto:/i.test(text)) return text;
  const [address = ''] = text.slice('mailto:'.length).split('?');
  return address.includes('@') && !/\s/.test(address) ? address : text;
}

/** A text that counts as it stands; of blanks alone it is none. */
export function exactText(raw: string): string {
  return raw.trim() === '' ? '' : raw;
}

/** A text as a cell of a workbook, where no text is run: `cellValue` gives it back. */
export function cellOf(text: string): string {
  return cellValue(text) === text ? text : `'${text}`;
}

/** Stands for a formula whose result the file does not hold; the formula itself is never taken for a text. */
export const missingResult = '#FORMULA!';

const errorValues = new Set(
  '#N/A #NV #REF! #BEZUG! #VALUE! #WERT! #DIV/0! #NAME? #NULL! #NUM! #ZAHL! #SPILL! #ÜBERLAUF! #CALC! #KALK!'.split(
    ' ',
  ),
);

/** Why a cell cannot be stored, whatever its column: a formula without result, or with an error for a result. */
export function cellFault(text: string): 'formula' | 'error' | undefined {
  if (!text.startsWith('#')) return undefined;
  if (text === missingResult) return 'formula';
  return errorValues.has(text.toUpperCase()) ? 'error' : undefined;
}

const digits = new Intl.NumberFormat('en-US', { useGrouping: false, maximumSignificantDigits: 15 });

/** Excel keeps 15 digits of a number; written out without exponent or binary rounding (`4.711E3` → `4711`). */
export function numberText(raw: string): string {
  const value = Number(raw);
  return Number.isFinite(value) ? digits.format(value).replace(/^-0$/, '0') : raw;
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

/**
 * A text that a spreadsheet would run as a formula (also through CSV) gets an apostrophe in front, and so does one that
 * `cellValue` would take an apostrophe from; every other stays as it is.
 */
export function inert(text: string): string {
  return /^[=+\-@\t\r\n]|^'+[=+\-@\d]/.test(text) ? `'${text}` : text;
}
