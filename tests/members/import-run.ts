import { afterAll, beforeEach, expect } from '@jest/globals';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { FileMarks } from '../../sidecar/imports/file-marks.rules.ts';
import type { AppliedRow, ImportTarget } from '../../sidecar/imports/target.ts';
import type { MemberRecord } from '../../sidecar/members/import.ts';
import { memberImportTarget } from '../../sidecar/members/import-target.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import '../../sidecar/audit/audit.table.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { id, insertAreas, texts } from './import-fixtures.ts';

export const now = new Date('2026-03-01T12:00:00Z');
// the assignment is the proof that members offer what the imports ask for
export const target: ImportTarget<MemberRecord> = memberImportTarget({
  texts,
  clock: () => now,
  afterCommit: async () => {},
});
export const importId = id(500);

let opened: TestDatabase | undefined;
/** A fresh database with the areas, anew for each test. */
export let db: Db;
beforeEach(async () => {
  await opened?.close();
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
});
afterAll(async () => opened?.close());

type Cells = Record<string, string>;
/** What staging does with the rows of a file, without a file. */
export async function preview(scope: AdminScope, rows: Cells[]) {
  const check = await target.reader(scope, db);
  const marks = new FileMarks();
  const records = rows.flatMap((cells, index) => {
    const place = { number: index + 1, sheetRow: index + 2 };
    const checked = check(cells);
    expect(checked.problems).toEqual([]);
    marks.add(place, checked.marks);
    return checked.record ? [{ ...place, record: checked.record }] : [];
  });
  const diffed = await target.diff(db, scope, records);
  for (const row of diffed) marks.add(row, row.marks);
  const double = new Map([...marks.problems()].map(({ number, problems }) => [number, problems]));
  const blocked = diffed.map((row): (typeof diffed)[number] => {
    const problems = double.get(row.number);
    if (!problems) return row;
    const { subjectId: _, ...rest } = row;
    return { ...rest, verdict: 'blocked', problems: [...row.problems, ...problems], changes: [] };
  });
  const completer = target.completer?.(db, scope, (mark) => marks.has(mark));
  const fresh = blocked.filter(({ verdict }) => verdict === 'new');
  const completed = new Map((await completer?.complete(fresh))?.map((row) => [row.number, row.record]));
  return blocked.map((row) => ({ ...row, record: completed.get(row.number) ?? row.record }));
}
export async function run(scope: AdminScope, rows: Cells[]) {
  const diffed = await preview(scope, rows);
  const open = diffed.filter(({ verdict }) => verdict === 'new' || verdict === 'changed');
  const applied = await db.transaction().execute((trx) => target.apply(trx, scope, importId, open));
  return applied.map(({ outcome }) => outcome);
}
export const verdicts = async (scope: AdminScope, rows: Cells[]) =>
  (await preview(scope, rows)).map(({ verdict, problems }) => [
    verdict,
    ...problems.map(({ text }) => text.split('.').at(-1)),
  ]);
export const endsOf = (applied: readonly AppliedRow[]) =>
  applied
    .toSorted((a, b) => a.number - b.number)
    .map(({ number, outcome, problems }) => [number, outcome, problems[0]?.text.split('.').at(-1)]);
export const everything = async () => ({
  members: await db.selectFrom('member').selectAll().orderBy('username').execute(),
  grants: await db.selectFrom('grant').selectAll().orderBy('member_id').orderBy('area_id').execute(),
  audit: await db.selectFrom('audit').selectAll().orderBy('id').execute(),
});

export const erika = {
  firstName: 'Erika',
  lastName: 'Müller',
  email: 'erika@example.com',
  employeeNumber: '0071',
  area: 'Werk Nord',
};
export const uwe = { firstName: 'Uwe', lastName: 'Muster', area: 'Zentrale' };
