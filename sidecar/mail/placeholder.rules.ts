import type { Locale, Translate } from '../platform/i18n.ts';
import type { PlaceholderName } from './kinds.ts';
import { oneLine } from './text.rules.ts';

/** What is put in place of each name; an empty one takes its paragraph with it (body.rules.ts). */
export type Values = Readonly<Partial<Record<PlaceholderName, string>>>;
type Fact = string | number | Date | readonly string[] | null;

/** Texts of people, which may have lines. */
const withLines = new Set(['reason']);
const mostLines = 2000;

function formats(locale: Locale) {
  return {
    list: new Intl.ListFormat(locale, { type: 'conjunction' }),
    number: new Intl.NumberFormat(locale),
    // With the zone's name, because a server's clock need not be the reader's.
    moment: new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    }),
  };
}
/** Making a format costs more than a mail. */
const made = { de: formats('de'), en: formats('en') };

/** Several lines, each as harmless as one. */
function lines(text: string): string {
  const whole = text.split(/\r\n?|\n/).map((line) => oneLine(line, mostLines));
  return whole.join('\n').trim().slice(0, mostLines).toWellFormed();
}

function shown(name: string, fact: Fact, locale: Locale): string {
  const { list, number, moment } = made[locale];
  if (fact === null) return '';
  if (typeof fact === 'string') return withLines.has(name) ? lines(fact) : oneLine(fact);
  if (typeof fact === 'number') return number.format(fact);
  if (fact instanceof Date) return moment.format(fact);
  return list.format(fact.map((one) => oneLine(one)));
}

/**
 * A message's facts as they stand in its text, each one line without control marks, because they end up in headers too.
 * `greeting` is made of salutation and name.
 */
export function valuesOf(
  data: Readonly<Record<string, Fact>>,
  company: string,
  locale: Locale,
  t: Translate,
): Values {
  const { salutation = null, ...facts } = data;
  const values = Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, shown(name, fact, locale)]),
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
