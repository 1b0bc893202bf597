import { endOf } from '../platform/day.rules.ts';
import { cleanText } from '../platform/text.rules.ts';
import type { Locale } from '../platform/i18n.ts';
import type { Field } from './field.ts';
import { isPersonName } from './name.rules.ts';

/** `fact` is empty where nothing was typed: whether it may be left out is the caller's question; `problem` is the key of a text. */
export type ReadFact = { fact: string } | { problem: string };

/** Room for names, and for numbers that the account can hold as well. */
export const factLimits = { name: 120, text: 200, number: 64 } as const;
const names = new Set(['firstName', 'lastName']);
const wrong = (problem: string): ReadFact => ({ problem: `areas.fact.problem.${problem}` });

const written = [
  /^(?<day>\d{1,2})\. ?(?<month>\d{1,2})\. ?(?<year>\d{4})$/,
  /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})$/,
];

/** `24.12.1970`, `24. 12. 1970` and `1970-12-24` as `1970-12-24`; undefined for what is no day, or of no year from 1900 to 2199. */
function isoDate(text: string): string | undefined {
  const parts = written.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (!parts) return undefined;
  const { year = '', month = '', day = '' } = parts;
  const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const read = new Date(`${iso}T00:00:00Z`);
  const isDay = !Number.isNaN(read.getTime()) && read.toISOString().startsWith(iso);
  return isDay && /^(19|20|21)/.test(year) ? iso : undefined;
}

/**
 * What was typed for a field, as a fact that can be stored and compared: NFC, trimmed, nothing invisible; numbers as text with their
 * leading zeros; dates (day.month.year or year-month-day) as `YYYY-MM-DD`.
 */
export function readFact(field: Pick<Field, 'key' | 'type'>, typed: string): ReadFact {
  const fact = cleanText(typed.slice(0, 4000)).replace(/ +/g, ' ');
  if (fact === '') return { fact };
  if (/[\p{Cc}\ufffd]/u.test(fact)) return wrong('characters');
  if (field.type === 'date') {
    const date = isoDate(fact);
    return date ? { fact: date } : wrong('date');
  }
  if (names.has(field.key)) {
    if (fact.length > factLimits.name) return wrong('longName');
    return isPersonName(fact) ? { fact } : wrong('name');
  }
  if (fact.length > factLimits[field.type]) return wrong(field.type === 'number' ? 'longNumber' : 'long');
  return { fact };
}

/** A last day as it was typed, `2026-05-31`; empty for none, undefined for what is no day. */
export function readDay(typed: string): string | undefined {
  const read = readFact({ key: 'endsAt', type: 'date' }, typed);
  return 'fact' in read ? read.fact : undefined;
}

/** The same as the moment when that day is over; null for none. */
export function readEndOfDay(typed: string): Date | null | undefined {
  const day = readDay(typed);
  if (!day) return day === '' ? null : undefined;
  return endOf(day);
}

/** A fact as people read it: dates by the calendar of the language, everything else as it stands. */
export function factText(field: Pick<Field, 'type'>, fact: string, locale: Locale): string {
  if (field.type !== 'date') return fact;
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(fact));
}
