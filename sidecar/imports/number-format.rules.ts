import { numberText } from './cell.rules.ts';

/** How a number format shows numbers: `digits` are zeros and fixed characters only, as of a personnel number (`0000-00`). */
export type NumberFormat =
  | { kind: 'plain' }
  | { kind: 'date'; date: boolean; time: boolean }
  | { kind: 'elapsed' }
  | { kind: 'digits'; parts: readonly string[] };

const plain: NumberFormat = { kind: 'plain' };
const day: NumberFormat = { kind: 'date', date: true, time: false };
const moment: NumberFormat = { kind: 'date', date: true, time: true };
const time: NumberFormat = { kind: 'date', date: false, time: true };

/** Formats that a file names by number only (ECMA-376 18.8.30); 27 to 36 and 50 to 58 are dates of East Asian versions. */
export function builtInFormat(id: number): NumberFormat {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)) return day;
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47) return time;
  if (id === 22) return moment;
  return id === 46 ? { kind: 'elapsed' } : plain;
}

/** `"quoted"`, `\x`, `_x` (a blank as wide as x), `*x` (filling), `[red]`, else one character. */
const token = /"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]|(.)/gsu;
const fixed = /^[-+/ ():]$/;

/** What Excel allows. */
const maxCode = 255;

/** Reads a format code as Excel writes it into the file; of several sections the first. */
export function numberFormat(code: string): NumberFormat {
  if (code.length > maxCode || /\[[<>=]/.test(code)) return plain;
  const parts: string[] = [];
  let letters = '';
  let digits = true;
  for (const [, quoted, escaped, character] of code.matchAll(token)) {
    if (character === ';') break;
    const literal = quoted ?? escaped ?? (character && fixed.test(character) ? character : undefined);
    if (literal) parts.push(literal);
    else if (character === '0') parts.push('');
    else if (character !== undefined && literal === undefined) digits = false;
    if (character) letters += character.toLowerCase();
  }
  if (/\[(h+|m+|s+)\]/i.test(code)) return { kind: 'elapsed' };
  const clock = /am\/pm|a\/p/.test(letters);
  letters = letters.replace(/general|am\/pm|a\/p/g, '');
  const hasTime = clock || /[hs]/.test(letters);
  const hasDate = /[yd]/.test(letters) || (!hasTime && letters.includes('m'));
  if (hasDate || hasTime) return { kind: 'date', date: hasDate, time: hasTime };
  const zeros = parts.filter((part) => part === '').length;
  return digits && zeros > 0 && parts.length > 1 ? { kind: 'digits', parts } : plain;
}

function digitsText(value: number, parts: readonly string[]): string {
  const zeros = parts.filter((part) => part === '').length;
  const digits = numberText(String(Math.round(Math.abs(value)))).padStart(zeros, '0');
  let rest = digits.length - zeros;
  let at = 0;
  const shown = parts.map((part) => {
    if (part !== '') return part;
    // what has no zero of its own stands at the first one
    const from = at;
    at += 1 + rest;
    rest = 0;
    return digits.slice(from, at);
  });
  return `${Math.round(value) < 0 ? '-' : ''}${shown.join('')}`;
}

const secondsOfDay = 86_400;
const lastDay = 2_958_465;
const two = (value: number): string => String(value).padStart(2, '0');

function timeText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** Excel's calendar of 1900 has a 29 February that never was. */
function dayText(days: number, date1904: boolean): string {
  if (!date1904 && days === 60) return '1900-02-29';
  const first = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  return new Date(first + days * secondsOfDay * 1000).toISOString().slice(0, 10);
}

/** A number of a cell as it will be stored: ISO date and time, leading zeros of its format, never an exponent. */
export function shownNumber(raw: string, format: NumberFormat, date1904: boolean): string {
  const value = Number(raw);
  if (format.kind === 'digits' && Math.abs(value) < 1e15) return digitsText(value, format.parts);
  if (format.kind === 'plain' || format.kind === 'digits') return numberText(raw);
  const seconds = Math.round(value * secondsOfDay);
  const days = Math.floor(seconds / secondsOfDay);
  if (!(value >= 0 && days <= lastDay)) return numberText(raw);
  if (format.kind === 'elapsed') return timeText(seconds);
  const rest = seconds % secondsOfDay;
  if (!format.date || (days === 0 && !date1904)) return format.time ? timeText(rest) : numberText(raw);
  const date = dayText(days, date1904);
  return format.time && rest > 0 ? `${date}T${timeText(rest)}` : date;
}
