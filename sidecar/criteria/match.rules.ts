import type { Match, MatchedRecord } from './record.ts';

const admitsNobody = (record: MatchedRecord, now: Date): boolean =>
  record.state === 'locked' || (record.state !== 'used' && record.endsAt !== null && record.endsAt <= now);

/**
 * Which of the records with equal facts decides: the most specific one, also where it is used or closed, because a person is not let in
 * by less where more is known of them; two equally specific ones never.
 */
export function decideMatch(found: readonly MatchedRecord[], now: Date): Match {
  const most = Math.max(0, ...found.map(({ keys }) => keys.length));
  const specific = found.filter(({ keys }) => keys.length === most);
  const [record, ...others] = specific.filter((each) => !admitsNobody(each, now));
  if (!record) return specific[0] ? { kind: 'none', closed: specific[0] } : { kind: 'none' };
  if (others.length > 0) return { kind: 'ambiguous', recordIds: [record, ...others].map(({ id }) => id) };
  return { kind: record.state === 'used' ? 'used' : 'one', record };
}
