import { record } from '../audit/audit.store.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import { matchSheet } from './columns.rules.ts';
import { type Lease, markReady, readFile } from './import.store.ts';
import { replaceRows, type StagedRow } from './import-row.store.ts';
import type { ImportRow, ImportTarget } from './target.ts';
import { readWorkbook } from './workbook.ts';

/** What each row would do now; rows without a record are blocked by their own problems. */
async function preview(
  db: Db,
  target: ImportTarget,
  scope: AdminScope,
  rows: readonly ImportRow[],
): Promise<StagedRow[]> {
  const checked = new Map(target.validate(scope, rows).map((row) => [row.number, row]));
  const records = rows.flatMap(({ number, sheetRow }) => {
    const record = checked.get(number)?.record;
    return record === undefined ? [] : [{ number, sheetRow, record }];
  });
  const diffed = new Map((await target.diff(db, scope, records)).map((row) => [row.number, row]));
  return rows.map((row) => {
    const found = diffed.get(row.number);
    if (!found)
      return { ...row, verdict: 'blocked', problems: checked.get(row.number)?.problems ?? [], changes: [] };
    const { record, verdict, subjectId, problems, changes } = found;
    return { ...row, record, verdict, problems, changes, ...(subjectId ? { subjectId } : {}) };
  });
}

/** staged → ready: reads the file, matches its columns and keeps the preview. Throws an `AppError` for a file that cannot be used. */
export async function stageImport(
  db: Db,
  target: ImportTarget,
  scope: AdminScope,
  lease: Lease,
): Promise<void> {
  const sheets = await readWorkbook(await readFile(db, lease.id));
  const { sheet, columns, rows } = matchSheet(sheets, await target.columns(db, scope));
  const staged = await preview(db, target, scope, rows);
  await db.transaction().execute(async (trx) => {
    if (!(await markReady(trx, lease, JSON.stringify(columns)))) return;
    await replaceRows(trx, lease.id, sheet, staged);
    const actor = { kind: 'administrator', memberId: scope.actor.memberId } as const;
    await record(trx, actor, [{ act: 'import.staged', importId: lease.id, rows: staged.length }]);
  });
}
