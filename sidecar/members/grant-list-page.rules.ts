import { canGrant } from '../areas/policy.rules.ts';
import { isRole } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { codeText } from '../audit/words.rules.ts';
import { toldEnd } from '../platform/day.rules.ts';
import type { Translate } from '../platform/i18n.ts';
import type { GrantListRow } from './grant-list.ts';
import { seenValue } from './grant-list.schema.ts';
import { prolonged, type Term } from './grant-term.rules.ts';

type Ending = Term & { id: string; memberId: string; areaId: string; role: string };

/** What the button does that prolongs a grant by as long as before; undefined where this administrator may not. */
export function prolongButton(t: Translate, { actor, tree }: AdminScope, grant: Ending) {
  const { memberId, areaId, role } = grant;
  if (memberId === actor.memberId || !isRole(role) || !canGrant(tree, actor, areaId, role)) return undefined;
  const { length, endsAt } = prolonged(grant, 'same');
  return {
    value: seenValue(grant),
    until: toldEnd(endsAt),
    length: t(`members.ending.length.${length.unit}`, { count: length.count }),
  };
}

/** A row as the list draws it; `seen`: whose page this administrator may open, which ends with their last grant there. */
export function shownRow(t: Translate, scope: AdminScope, row: GrantListRow, seen: ReadonlySet<string>) {
  const { id } = row;
  return {
    ...row,
    name: `${row.lastName}, ${row.firstName}`,
    href: seen.has(row.memberId) ? `/admin/members/${row.memberId}` : undefined,
    endsAt: toldEnd(row.endsAt),
    originText: codeText(t, 'origin', row.origin),
    prolong: id === null ? undefined : prolongButton(t, scope, { ...row, id }),
  };
}

/** A row of the file, in the order of its titles. */
export function exportedCells(t: Translate, row: GrantListRow, day: (moment: Date) => string): string[] {
  const role = isRole(row.role) ? t(`areas.role.${row.role}`) : row.role;
  const origin = codeText(t, 'origin', row.origin);
  return [row.lastName, row.firstName, row.email ?? '', row.area, role, day(toldEnd(row.endsAt)), origin];
}
export const exportColumns = ['lastName', 'firstName', 'email', 'area', 'role', 'endsAt', 'origin'] as const;
