import type { Locale, Translate } from '../platform/i18n.ts';
import type { PlaceholderName } from './kinds.ts';
import { oneLine } from './text.rules.ts';

/** What is put in place of each name; an empty one takes its paragraph with it (body.rules.ts). */
export type Values = Readonly<Partial<Record<PlaceholderName, string>>>;
type Fact = string | number | Date | readonly string[] | null;

/** Texts of people, which may have lines. */
const withLines = new Set(['reason']);
const mostLines = 2000;

function makeFormats(locale: Locale, timeZone: string) {
  return {
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
    number: new Intl.NumberFormat(locale),
    // With the zone's name, because a reader's clock need not be the company's.
    moment: new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
      timeZoneName: 'short',
    }),
  };
}
const made = new Map<string, ReturnType<typeof makeFormats>>();
/** Kept, because making a format costs more than a mail. */
function formatsIn(locale: Locale, timeZone: string): ReturnType<typeof makeFormats> {
  const key = `${locale} ${timeZone}`;
  const kept = made.get(key) ?? makeFormats(locale, timeZone);
  made.set(key, kept);
  return kept;
}

/** Several lines, each as harmless as one. */
function lines(text: string): string {
  const whole = text.split(/\r\n?|\n/).map((line) => oneLine(line, mostLines));
  return whole.join('\n').trim().slice(0, mostLines).toWellFormed();
}

function shown(name: string, fact: Fact, formats: ReturnType<typeof makeFormats>): string {
  const { list, number, moment } = formats;
  if (fact === null) return '';
  if (typeof fact === 'string') return withLines.has(name) ? lines(fact) : oneLine(fact);
  if (typeof fact === 'number') return number.format(fact);
  if (fact instanceof Date) return moment.format(fact);
  return list.format(fact.map((one) => oneLine(one)));
}

/** In whose words and on whose clock facts are told. */
export type Telling = { company: string; locale: Locale; timeZone: string; t: Translate };

/**
 * A message's facts as they stand in its text, each one line without control marks, because they end up in headers too.
 * `greeting` is made of salutation and name.
 */
export function valuesOf(
  data: Readonly<Record<string, Fact>>,
  { company, locale, timeZone, t }: Telling,
): Values {
  const { salutation = null, ...facts } = data;
  const formats = formatsIn(locale, timeZone);
  const values = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, shown(name, fact, formats)]),
  );
  const { firstName = '', lastName = '' } = values;
  const form = salutation && oneLine(String(salutation)) && lastName ? 'formal' : 'plain';
  const greeting = t(`mail.greeting.${form}`, {
    salutation: oneLine(String(salutation ?? '')),
    firstName,
    lastName,
  });
  return { ...values, company: oneLine(company), greeting: greeting.replace(/\s+(?=,)/g, '').trim() };
}
