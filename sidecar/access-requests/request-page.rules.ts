import { lastDayOf } from '../platform/day.rules.ts';
import type { FormValues } from '../platform/http/form.rules.ts';
import type { RecordCandidate } from './candidate.ts';

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
