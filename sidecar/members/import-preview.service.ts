import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { type Change, type MemberRecord, type Problem, problem, type RecordRow } from './import.ts';
import { changesOf, type Plan, planRow } from './import-diff.rules.ts';
import { type Known, loadKnown } from './import-known.read-model.ts';
import { proposeUsername } from './username.rules.ts';

export type PreviewRow = RecordRow & {
  verdict: Plan['verdict'];
  subjectId?: string;
  problems: readonly Problem[];
  changes: readonly Change[];
};
type Planned = RecordRow & { plan: Plan };

/** Two rows that turn out to mean one person by different keys: both wait for somebody to say which is right. */
function samePerson(rows: readonly Planned[]): Map<number, Problem> {
  const groups = Map.groupBy(
    rows.filter(({ plan }) => plan.member),
    ({ plan }) => plan.member?.id,
  );
  const found = new Map<number, Problem>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    for (const { number } of group) {
      const others = group.filter((other) => other.number !== number).map(({ sheetRow }) => sheetRow);
      found.set(number, problem('samePerson', { params: { rows: others.slice(0, 5).join(', ') } }));
    }
  }
  return found;
}

/** Gives every new person without user name a free one, in the order of the file. */
function withUsernames(rows: readonly Planned[], known: Known): Planned[] {
  const taken = new Set([...known.taken, ...rows.flatMap(({ record }) => record.username ?? [])]);
  return rows.map((row) => {
    if (row.plan.verdict !== 'new' || row.record.username !== undefined) return row;
    const username = proposeUsername(row.record.firstName, row.record.lastName, (name) => taken.has(name));
    taken.add(username);
    const record: MemberRecord = { ...row.record, username, usernameProposed: true };
    return { ...row, record };
  });
}

/** Names the role of each new grant, so that the preview shows it and the run stores what was shown. */
function withRoles({ record, plan }: Planned): MemberRecord {
  const given = new Map(plan.grants.map(({ areaId, role }) => [areaId, role]));
  const grants = record.grants.map((grant) => {
    const role = grant.role ?? given.get(grant.areaId);
    return role ? { ...grant, role } : grant;
  });
  return { ...record, grants };
}

/** What each row would do now, with the user names that new people will get. */
export async function previewRows(
  db: Db,
  scope: AdminScope,
  rows: readonly RecordRow[],
): Promise<PreviewRow[]> {
  const known = await loadKnown(
    db,
    rows.map(({ record }) => record),
  );
  const planned = rows.map((row): Planned => ({ ...row, plan: planRow(scope, row.record, known) }));
  const double = samePerson(planned);
  return withUsernames(planned, known).map((each) => {
    const { number, sheetRow, plan } = each;
    const extra = double.get(number);
    const record = withRoles(each);
    const row = { number, sheetRow, record };
    if (extra) return { ...row, verdict: 'blocked', problems: [...plan.problems, extra], changes: [] };
    const subject = plan.verdict !== 'blocked' && plan.member ? { subjectId: plan.member.id } : {};
    return {
      ...row,
      ...subject,
      verdict: plan.verdict,
      problems: plan.problems,
      changes: changesOf(scope, record, plan),
    };
  });
}
