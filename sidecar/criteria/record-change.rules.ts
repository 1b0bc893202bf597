import type { Facts } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';

type Content = { facts: Facts; grants: readonly HeldGrant[]; endsAt: Date | null };
export type RecordPart = 'facts' | 'grants' | 'endsAt';

const sameGrants = (a: readonly HeldGrant[], b: readonly HeldGrant[]): boolean =>
  a.length === b.length &&
  a.every(({ areaId, role }) => b.some((other) => other.areaId === areaId && other.role === role));

/** Keys of the facts in which two contents differ. */
export function changedFacts(before: Facts, after: Facts): string[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keys].filter((key) => before[key] !== after[key]);
}

/** What differs, in the words of the audit log. */
export function changedParts(before: Content, after: Content): RecordPart[] {
  const ends = before.endsAt?.getTime() !== after.endsAt?.getTime();
  return [
    ...(changedFacts(before.facts, after.facts).length > 0 ? (['facts'] as const) : []),
    ...(sameGrants(before.grants, after.grants) ? [] : (['grants'] as const)),
    ...(ends ? (['endsAt'] as const) : []),
  ];
}
