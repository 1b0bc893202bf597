import type { Field } from '../areas/field.ts';
import { readFields } from '../areas/field.store.ts';
import type { Role } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import { loadKnown as loadPeople } from '../members/import-known.read-model.ts';
import { sees } from '../members/person.rules.ts';
import type { Db } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { collisionsOf } from './collision.store.ts';
import { lastDayOf } from '../platform/day.rules.ts';
import {
  type Change,
  factColumn,
  lastDayColumn,
  type Mark,
  type NumberedRow,
  problem,
  type Problem,
  warning,
} from './import.ts';
import { loadKnown } from './import-known.read-model.ts';
import { type Plan, planRow } from './import-plan.rules.ts';
import { changedFacts } from './record-change.rules.ts';
import { shownState } from './record-scope.rules.ts';

export type PreviewRow = NumberedRow & {
  verdict: Plan['verdict'];
  subjectId?: string;
  problems: readonly Problem[];
  warnings: readonly Problem[];
  changes: readonly Change[];
  marks: readonly Mark[];
};
type PreviewDeps = { db: Db; ring: KeyRing; now: Date };

/** Blocks what would become equal to another record. */
async function withCollisions({ db, ring }: PreviewDeps, plans: readonly Plan[]): Promise<Plan[]> {
  const candidates = plans.map(({ verdict, wanted, record }) =>
    verdict === 'changed' && wanted && record ? { facts: wanted.facts, id: record.id } : { facts: {} },
  );
  const met = await collisionsOf(db, ring, candidates);
  return plans.map((plan, at) =>
    met[at] ? { ...plan, verdict: 'blocked', problems: [...plan.problems, problem('collision')] } : plan,
  );
}

/** People whom this administrator sees and who have an employee number of these rows already. */
async function peopleWith(db: Db, scope: AdminScope, rows: readonly NumberedRow[]): Promise<Set<string>> {
  const numbers = rows.flatMap(({ record }) => record.facts['employeeNumber'] ?? []);
  const people = await loadPeople(
    db,
    numbers.map((employeeNumber) => ({ employeeNumber, firstName: '', lastName: '', grants: [] })),
  );
  return new Set(
    numbers.filter((number) => {
      const person = people.byNumber(number);
      return person !== undefined && sees(scope, person);
    }),
  );
}

function warningsOf({ verdict, record, wanted }: Plan, row: NumberedRow, people: Set<string>, now: Date) {
  const number = row.record.facts['employeeNumber'];
  const ended = wanted?.endsAt && verdict !== 'unchanged' && wanted.endsAt <= now;
  const state = record && shownState(record.state, record.endsAt, now);
  return [
    ...(state === 'used' || state === 'redeeming' || state === 'locked' ? [warning(state)] : []),
    ...(ended ? [warning('ended', { column: lastDayColumn })] : []),
    ...(verdict === 'new' && number !== undefined && people.has(number)
      ? [warning('personExists', { column: factColumn('employeeNumber'), found: number })]
      : []),
  ];
}

/** A field's name in both languages, because a preview is stored before it is known who reads it. */
const nameOf = ({ name }: Field): string => [...new Set([name.de, name.en])].join(' / ');

/** The differences in words. */
export function changesOf(
  { tree }: AdminScope,
  fields: readonly Field[],
  { verdict, record, wanted }: Plan,
): Change[] {
  if (verdict !== 'changed' || !record || !wanted) return [];
  const before = record.facts ?? {};
  const facts = changedFacts(before, wanted.facts).map((key): Change => {
    const from = before[key];
    const field = fields.find((each) => each.key === key);
    return {
      field: { text: field ? nameOf(field) : key },
      ...(from === undefined ? {} : { from: { text: from } }),
      to: { text: wanted.facts[key] ?? '' },
    };
  });
  const roleName = (role: Role) => ({ key: `areas.role.${role}` });
  const grants = wanted.grants.flatMap(({ areaId, role }): Change[] => {
    const held = record.grants.find((grant) => grant.areaId === areaId)?.role;
    if (held === role) return [];
    const field = { text: tree.byId(areaId)?.name ?? '' };
    return [{ field, ...(held ? { from: roleName(held) } : {}), to: roleName(role) }];
  });
  const [from, to] = [record.endsAt, wanted.endsAt];
  const ends: Change[] =
    to && from?.getTime() !== to.getTime()
      ? [
          {
            field: { key: 'criteria.import.column.lastDay' },
            ...(from ? { from: { text: lastDayOf(from) } } : {}),
            to: { text: lastDayOf(to) },
          },
        ]
      : [];
  return [...facts, ...grants, ...ends];
}

/** What each row would do now. Of a blocked row nothing more is said, because its record may be foreign. */
export async function previewRows(
  deps: PreviewDeps,
  scope: AdminScope,
  rows: readonly NumberedRow[],
): Promise<PreviewRow[]> {
  const { db, ring, now } = deps;
  const fields = await readFields(db);
  const known = await loadKnown(
    db,
    ring,
    rows.map(({ record }) => record),
  );
  const first = rows.map(({ record }, at) =>
    planRow(scope, record, known[at] ?? { byKey: [], equal: undefined }),
  );
  const plans = await withCollisions(deps, first);
  const people = await peopleWith(db, scope, rows);
  return rows.map((row, at): PreviewRow => {
    const plan = plans[at] ?? { verdict: 'blocked', problems: [] };
    const { verdict, problems, record } = plan;
    if (verdict === 'blocked') return { ...row, verdict, problems, warnings: [], changes: [], marks: [] };
    return {
      ...row,
      verdict,
      problems,
      ...(record ? { subjectId: record.id, marks: [recordMark(record.id)] } : { marks: [] }),
      warnings: warningsOf(plan, row, people, now),
      changes: changesOf(scope, fields, plan),
    };
  });
}

const recordMark = (id: string): Mark => ({
  mark: `record ${id}`,
  text: 'criteria.import.problem.sameRecord',
  group: 'criteria.import.problem.sameRecordGroup',
});
