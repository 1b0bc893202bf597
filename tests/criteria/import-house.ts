import { sql } from 'kysely';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { CriteriaRow } from '../../sidecar/criteria/import.ts';
import { criteriaImportTarget } from '../../sidecar/criteria/import-target.ts';
import { FileMarks } from '../../sidecar/imports/file-marks.rules.ts';
import type { AppliedRow, DiffedRow, ImportTarget } from '../../sidecar/imports/target.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import '../../sidecar/audit/audit.table.ts';
import { id, insertMember, networkManager, northManager, texts } from '../members/import-fixtures.ts';
import { ringOf } from './records.ts';

export const ring = ringOf(1);
export const now = new Date('2026-03-01T12:00:00Z');
// the assignment is the proof that records offer what the imports ask for
export const target: ImportTarget<CriteriaRow> = criteriaImportTarget({ texts, ring, clock: () => now });
export const importId = id(500);

type Cells = Record<string, string>;
export const erika: Cells = {
  'fact:firstName': 'Erika',
  'fact:lastName': 'Müller',
  'fact:employeeNumber': '0071',
  area: 'Werk Nord',
};
export const uwe: Cells = { 'fact:firstName': 'Uwe', 'fact:lastName': 'Muster', area: 'Werk Nord' };

/** Those who import: records and audit rows name them. */
export async function insertActors(db: Db): Promise<void> {
  for (const { actor } of [networkManager, northManager])
    await insertMember(db, {
      id: actor.memberId,
      firstName: 'Ada',
      lastName: actor.memberId.slice(-3),
      username: `ada.${actor.memberId.slice(-3)}`,
    });
}

/** What staging does with the rows of a file, without a file. */
export async function preview(
  db: Db,
  scope: AdminScope,
  rows: readonly Cells[],
): Promise<DiffedRow<CriteriaRow>[]> {
  const read = await target.reader(scope, db);
  const marks = new FileMarks();
  const checked = rows.map((cells, at) => ({
    place: { number: at + 1, sheetRow: at + 2 },
    ...read(cells),
  }));
  for (const { place, marks: own } of checked) marks.add(place, own);
  const readable = checked.flatMap(({ place, record }) => (record ? [{ ...place, record }] : []));
  const diffed = new Map((await target.diff(db, scope, readable)).map((row) => [row.number, row]));
  for (const row of diffed.values()) marks.add(row, row.marks);
  const double = new Map([...marks.problems()].map(({ number, problems }) => [number, problems]));
  return checked.map(({ place, problems }) => {
    const row = diffed.get(place.number);
    const all = [...problems, ...(row?.problems ?? []), ...(double.get(place.number) ?? [])];
    const blocked = all.length > 0;
    const none = { ...place, record: { facts: {}, grants: [] }, warnings: [], changes: [], marks: [] };
    return {
      ...(row ?? none),
      problems: all,
      verdict: blocked ? 'blocked' : (row?.verdict ?? 'blocked'),
    };
  });
}

export const apply = (db: Db, scope: AdminScope, rows: readonly DiffedRow<CriteriaRow>[]) =>
  db.transaction().execute((trx) => target.apply(trx, scope, importId, rows));

/** Preview and run, as an administrator does who looks at nothing. */
export async function run(db: Db, scope: AdminScope, rows: readonly Cells[]): Promise<readonly AppliedRow[]> {
  const diffed = await preview(db, scope, rows);
  return apply(
    db,
    scope,
    diffed.filter(({ verdict }) => verdict === 'new' || verdict === 'changed'),
  );
}

const last = (text: string): string => text.split('.').at(-1) ?? '';
/** Verdict, problems and warnings of each row, by the last word of their keys. */
export const said = (rows: readonly DiffedRow<CriteriaRow>[]): string[] =>
  rows.map(({ verdict, problems, warnings }) =>
    [verdict, ...problems.map(({ text }) => last(text)), ...warnings.map(({ text }) => last(text))].join(' '),
  );
export const endsOf = (rows: readonly AppliedRow[]): string[] =>
  rows
    .toSorted((a, b) => a.number - b.number)
    .map(({ outcome, problems }) => [outcome, ...problems.map(({ text }) => last(text))].join(' '));

export type Stored = {
  facts: Record<string, string> | null;
  state: string;
  grants: string;
  ends: Date | null;
};
export async function stored(db: Db): Promise<Stored[]> {
  const { rows } = await sql<Stored>`
    select r."values" as facts, r.state, r.ends_at as ends, (select string_agg(a.slug || ':' || g.role, ' ' order by a.slug)
      from criteria_grant g join area a on a.id = g.area_id where g.record_id = r.id) as grants
    from criteria_record r order by coalesce(r."values" ->> 'firstName', ''), r."values" ->> 'employeeNumber', r.created_at`.execute(
    db,
  );
  return rows;
}
