import { managingRoles, type Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { type MemberRecord, type Problem, warning } from './import.ts';
import { comparable } from './import-areas.rules.ts';
import type { Plan } from './import-diff.rules.ts';
import { fullName, type MemberWithGrants } from './member.ts';
import { sees } from './person.rules.ts';

const manages = (role: Role | undefined): boolean => role !== undefined && managingRoles.includes(role);

/** Grants that make somebody a manager who was none there. */
function promotions({ tree }: AdminScope, { grants }: Plan): Problem[] {
  return grants
    .filter(({ role, from }) => manages(role) && !manages(from))
    .map(({ areaId }) =>
      warning('managing', { column: 'role', params: { area: tree.byId(areaId)?.name ?? '' } }),
    );
}

function changes(scope: AdminScope, record: MemberRecord, plan: Plan, member: MemberWithGrants): Problem[] {
  const found: Problem[] = [];
  const renamed = comparable(record.lastName) !== comparable(member.lastName);
  // of somebody foreign only what this row itself adds is said
  if (!sees(scope, member)) return plan.grants.length > 0 ? [warning('foreignPerson')] : [];
  if (plan.fields.includes('lastName') && renamed)
    found.push(
      warning('otherName', {
        column: 'lastName',
        found: record.lastName,
        params: { name: fullName(member) },
        group: 'members.import.group.otherName',
      }),
    );
  if (member.state === 'suspended') found.push(warning('suspended'));
  if (member.state === 'invited' && plan.fields.length > 0) found.push(warning('invited'));
  return found;
}

/** What is allowed and still surprising about a row that would be stored; pure. */
export function warningsOf(
  scope: AdminScope,
  record: MemberRecord,
  plan: Plan,
  hasNamesake: boolean,
): Problem[] {
  const { verdict, member } = plan;
  if (verdict === 'new') {
    const found = `${record.firstName} ${record.lastName}`;
    return [
      ...promotions(scope, plan),
      ...(hasNamesake ? [warning('namesake', { column: 'lastName', found })] : []),
    ];
  }
  if (verdict !== 'changed' || !member) return [];
  return [...promotions(scope, plan), ...changes(scope, record, plan, member)];
}
