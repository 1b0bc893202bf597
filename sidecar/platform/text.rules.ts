/** Marks that nobody sees and that copying from elsewhere leaves behind: direction marks, zero-width blanks, soft hyphens. */
const invisible = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const control = /(?!\n)\p{Cc}/gu;

/** No writing stacks thirty marks on a letter (UAX 15, 14), and normalizing thousands of them would take seconds. */
const tooManyMarks = /(\p{M}{30})\p{M}+/gu;

/**
 * A text from outside as it is stored: NFC, every kind of blank is a blank, none at the ends, nothing invisible; control
 * characters become visible, because the database takes not all of them.
 */
export function cleanText(raw: string): string {
  if (/^[\x20-\x7e]*$/.test(raw)) return raw.trim();
  return raw
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(/[\p{Zs}\t\v\f]/gu, ' ')
    .replace(control, '\ufffd')
    .replace(invisible, '')
    .replace(tooManyMarks, '$1')
    .normalize('NFC')
    .trim();
}

/** The same for a text of one line: blanks and ends of lines become one blank. */
export const cleanLine = (raw: string): string => cleanText(raw).replace(/\s+/g, ' ');
