import { lastDayOf, toldEnd } from '../platform/day.rules.ts';
import type { FormValues } from '../platform/http/form.rules.ts';
import type { Locale } from '../platform/i18n.ts';
import type { RecordCandidate } from './candidate.ts';

/** The end of a grant in words; the end of a day is its last moment. */
export const endText = (locale: Locale, endsAt: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(toldEnd(new Date(endsAt)));

/** What the dialog proposes: what was asked for, or what the chosen record grants, which then counts for the asked area, too. */
export function approvalValues(
  areaId: string,
  record: Pick<RecordCandidate, 'grants' | 'endsAt'> | undefined,
): FormValues {
  const asked = { [`role.${areaId}`]: 'member' };
  if (!record) return asked;
  const granted = record.grants.map((grant) => [`role.${grant.areaId}`, grant.role]);
  const endsAt = record.endsAt ? lastDayOf(record.endsAt) : '';
  return { ...asked, ...Object.fromEntries(granted), endsAt };
}
