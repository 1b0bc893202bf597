import { canActOnIdentity, canGrant } from '../areas/policy.rules.ts';
import type { Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { lastDayOf } from '../platform/day.rules.ts';
import {
  type Change,
  type FieldName,
  type MemberRecord,
  type Problem,
  problem,
  type Shown,
} from './import.ts';
import type { Known } from './import-known.read-model.ts';
import { matchMember } from './import-match.rules.ts';
import { endProblem, readEnd, type TypedWish } from './grant-form.rules.ts';
import type { GivenGrant, MemberWithGrants } from './member.ts';
import { endOfStep, type GrantStep, grantSteps, sameEnd } from './person.rules.ts';

export type GrantChange = GrantStep & { role: Role };
/** What a row would do to the network; `fields` and `grants` are what differs from what is there. */
export type Plan = {
  verdict: 'new' | 'changed' | 'unchanged' | 'blocked';
  member?: MemberWithGrants;
  fields: readonly FieldName[];
  grants: readonly GrantChange[];
  problems: readonly Problem[];
};

const comparedFields = ['salutation', 'firstName', 'lastName', 'email', 'employeeNumber', 'locale'] as const;

function differingFields(record: MemberRecord, member: MemberWithGrants): FieldName[] {
  return comparedFields.filter((field) => {
    const wanted = record[field];
    const held = field === 'email' ? member.email?.toLowerCase() : member[field];
    return wanted !== undefined && wanted !== held;
  });
}

/** What the row asks for, each with the role that it means: without one it leaves the role that is there. */
function wishesOf(record: MemberRecord, held: readonly GivenGrant[]): (TypedWish & { role: Role })[] {
  const { lastDay } = record;
  return record.grants.map(({ areaId, role }) => ({
    areaId,
    role: role ?? held.find((grant) => grant.areaId === areaId)?.role ?? 'member',
    ...(lastDay === undefined ? {} : { lastDay }),
  }));
}

/** Grants that are new, get another role or another end. */
function differingGrants(
  wishes: readonly (TypedWish & { role: Role })[],
  held: readonly GivenGrant[],
): GrantChange[] {
  return wishes.flatMap((wish) =>
    grantSteps(held, [readEnd(held, wish)]).map((step) => ({ ...step, role: wish.role })),
  );
}

function endProblems(wishes: readonly TypedWish[], held: readonly GivenGrant[], now: Date): Problem[] {
  const found = new Set(wishes.flatMap((wish) => endProblem(held, wish, now) ?? []));
  return [...found].map((text) => problem(text, { column: 'lastDay' }));
}

function grantProblems({ tree, actor }: AdminScope, grants: readonly GrantChange[]): Problem[] {
  return grants.flatMap(({ areaId, role, from }) => {
    const area = tree.byId(areaId)?.name ?? '';
    // whoever is the last network manager must not lose the role by a row of a file
    if (from === 'network_manager') return [problem('networkManager', { column: 'role', params: { area } })];
    const allowed = [role, ...(from ? [from] : [])].every((each) => canGrant(tree, actor, areaId, each));
    return allowed ? [] : [problem('mayNotGrant', { column: 'role', params: { area } })];
  });
}

function identityProblems(
  { tree, actor }: AdminScope,
  member: MemberWithGrants,
  fields: readonly FieldName[],
): Problem[] {
  if (fields.length === 0) return [];
  if (!canActOnIdentity(tree, actor, member.grants)) return [problem('mayNotChange')];
  // an address that a link was sent to, or that signs in, is changed where the consequences are shown
  if (fields.includes('email') && member.state !== 'created')
    return [problem(member.state === 'invited' ? 'emailInvited' : 'emailFixed', { column: 'email' })];
  return [];
}

/** What one row would do; pure, so that preview and run decide alike. */
export function planRow(scope: AdminScope, record: MemberRecord, known: Known, now: Date): Plan {
  const { member, problems: keys } = matchMember(scope, record, known);
  const fields = member ? differingFields(record, member) : [];
  const held = member?.grants ?? [];
  const wishes = wishesOf(record, held);
  const grants = differingGrants(wishes, held);
  const problems = [
    ...keys,
    ...grantProblems(scope, grants),
    ...endProblems(wishes, held, now),
    // nobody changes their own rights, by no way in
    ...(member?.id === scope.actor.memberId && grants.length > 0 ? [problem('ownGrants')] : []),
    ...(member ? identityProblems(scope, member, fields) : []),
  ];
  const base = { ...(member ? { member } : {}), fields, grants, problems };
  if (problems.length > 0) return { ...base, verdict: 'blocked' };
  if (!member) return { ...base, verdict: 'new' };
  return { ...base, verdict: fields.length + grants.length > 0 ? 'changed' : 'unchanged' };
}

const endText = (end: Date | null): Shown =>
  end ? { text: lastDayOf(end) } : { key: 'members.import.noEnd' };

/** A grant's end where the row moves it. */
function endChange(step: GrantChange, area: string): Change[] {
  const { from, fromEnd = null } = step;
  const to = endOfStep(step);
  if (sameEnd(to, fromEnd)) return [];
  const field = { key: 'members.import.end', params: { area } };
  return [{ field, ...(from ? { from: endText(fromEnd) } : {}), to: endText(to) }];
}

/** The differences in words for the preview; of a blocked row nothing is shown, because its person may be foreign. */
export function changesOf(
  { tree }: AdminScope,
  record: MemberRecord,
  { verdict, member, fields, grants }: Plan,
): Change[] {
  if (verdict !== 'changed' || !member) return [];
  const roleName = (role: Role): Shown => ({ key: `areas.role.${role}` });
  const fieldText = (field: FieldName, value: string): Shown =>
    field === 'locale' ? { key: `platform.language.${value}` } : { text: value };
  const ofFields = fields.map((field): Change => {
    const from = field === 'username' ? member.username : member[field];
    return {
      field: { key: `members.import.column.${field}` },
      ...(from ? { from: fieldText(field, from) } : {}),
      to: fieldText(field, record[field] ?? ''),
    };
  });
  const area = (areaId: string): string => tree.byId(areaId)?.name ?? '';
  const ofGrants = grants
    .filter(({ role, from }) => role !== from)
    .map(
      ({ areaId, role, from }): Change => ({
        field: { text: area(areaId) },
        ...(from ? { from: roleName(from) } : {}),
        to: roleName(role),
      }),
    );
  return [...ofFields, ...ofGrants, ...grants.flatMap((step) => endChange(step, area(step.areaId)))];
}
