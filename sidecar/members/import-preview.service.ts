import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { Change, Mark, MemberRecord, Problem, RecordRow } from './import.ts';
import { changesOf, type Plan, planRow } from './import-diff.rules.ts';
import { loadKnown } from './import-known.read-model.ts';
import { personMark } from './import-marks.rules.ts';
import { namesakesOf } from './import-namesakes.read-model.ts';
import { warningsOf } from './import-warnings.rules.ts';

export type PreviewRow = RecordRow & {
  verdict: Plan['verdict'];
  subjectId?: string;
  problems: readonly Problem[];
  warnings: readonly Problem[];
  changes: readonly Change[];
  marks: readonly Mark[];
};
type Planned = RecordRow & { plan: Plan };

/** Names the role of each new grant, so that the preview shows it and the run stores what was shown. */
function withRoles({ record, plan }: Planned): MemberRecord {
  const given = new Map(plan.grants.map(({ areaId, role }) => [areaId, role]));
  const grants = record.grants.map((grant) => {
    const role = grant.role ?? given.get(grant.areaId);
    return role ? { ...grant, role } : grant;
  });
  return { ...record, grants };
}

/** What each row would do now. Of a blocked row nothing more is said, because its person may be foreign. */
export async function previewRows(
  db: Db,
  scope: AdminScope,
  rows: readonly RecordRow[],
  now: Date,
): Promise<PreviewRow[]> {
  const known = await loadKnown(
    db,
    rows.map(({ record }) => record),
  );
  const planned = rows.map((row): Planned => ({ ...row, plan: planRow(scope, row.record, known, now) }));
  const fresh = planned.filter(({ plan }) => plan.verdict === 'new').map(({ record }) => record);
  const namesake = await namesakesOf(db, scope, fresh);
  return planned.map((each): PreviewRow => {
    const { number, sheetRow, plan } = each;
    const { verdict, member, problems } = plan;
    const record = withRoles(each);
    const base = { number, sheetRow, record, verdict, problems };
    if (verdict === 'blocked') return { ...base, warnings: [], changes: [], marks: [] };
    return {
      ...base,
      ...(member ? { subjectId: member.id } : {}),
      warnings: warningsOf(scope, record, plan, namesake(record)),
      changes: changesOf(scope, record, plan),
      marks: member ? [personMark(member.id)] : [],
    };
  });
}
