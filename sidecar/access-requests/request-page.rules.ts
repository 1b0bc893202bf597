import { lastDayOf } from '../platform/day.rules.ts';
import type { FormValues } from '../platform/http/form.rules.ts';
import type { Locale } from '../platform/i18n.ts';
import type { RecordCandidate } from './candidate.ts';

/** A day (`2026-05-31`) as a form of this language is filled in with it; what is typed is read in either way. */
function typedDay(day: string, locale: Locale): string {
  return locale === 'de' ? day.split('-').toReversed().join('.') : day;
}

/** The last day of a grant in words; an end is the moment when that day is over. */
export function dayText(locale: Locale, endsAt: string): string {
  const [year = 0, month = 1, date = 1] = lastDayOf(new Date(endsAt)).split('-').map(Number);
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(new Date(year, month - 1, date));
}

/** What the dialog proposes: what was asked for, or what the chosen record grants, which then counts for the asked area, too. */
export function approvalValues(
  areaId: string,
  record: Pick<RecordCandidate, 'grants' | 'endsAt'> | undefined,
  locale: Locale,
): FormValues {
  const asked = { [`role.${areaId}`]: 'member' };
  if (!record) return asked;
  const granted = record.grants.map((grant) => [`role.${grant.areaId}`, grant.role]);
  const endsAt = record.endsAt ? typedDay(lastDayOf(record.endsAt), locale) : '';
  return { ...asked, ...Object.fromEntries(granted), endsAt };
}
