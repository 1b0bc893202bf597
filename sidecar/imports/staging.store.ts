import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { FoundColumn } from './columns.rules.ts';
import { setCodes } from './groups.rules.ts';
import type { Lease } from './import.store.ts';
import type { FileKind, StagedCounts } from './import.table.ts';
import type { Shown } from './target.ts';
import type { SheetSample } from './workbook.ts';
import './import.table.ts';

/** What staging needs of an import; `sheet`, `titleRow` and `columns` are set once a person or the titles decided. */
export type StagingWork = {
  target: string;
  file: Buffer;
  kind: FileKind;
  sheet: string | null;
  titleRow: number | null;
  columns: FoundColumn[];
  mapping: Readonly<Record<string, string | null>> | null;
  chooseColumns: boolean;
  createdBy: string;
};
export type ColumnChoice = {
  sheet: string;
  titleRow: number;
  columns: readonly FoundColumn[];
  mapping: Readonly<Record<string, string | null>>;
};

export async function stagingWork(db: Db, id: string): Promise<StagingWork> {
  const row = await db
    .selectFrom('import')
    .select([
      'target',
      'file',
      'file_kind',
      'sheet',
      'title_row',
      'columns',
      'mapping',
      'choose_columns',
      'created_by',
    ])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    target: row.target,
    file: row.file,
    kind: row.file_kind,
    sheet: row.sheet,
    titleRow: row.title_row,
    columns: row.columns,
    mapping: row.mapping,
    chooseColumns: row.choose_columns,
    createdBy: row.created_by,
  };
}

/** Every write of a staging goes by this: it prolongs the lease, and fails for whoever lost it. */
function held(db: Db, { id, attempt }: Lease) {
  return db
    .updateTable('import')
    .where('id', '=', id)
    .where('attempt', '=', attempt)
    .where('state', '=', 'staged');
}

/** staged → mapping: somebody has to look at the columns. The samples are what they look at. */
export async function markMapping(
  db: Db,
  lease: Lease,
  sheet: string,
  samples: readonly SheetSample[],
): Promise<boolean> {
  const changed = await held(db, lease)
    .set({ state: 'mapping', sheet, samples: JSON.stringify(samples), lease_until: null })
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Removes what an earlier attempt or an earlier choice of columns left, and keeps this choice. */
export async function beginRows(trx: Trx, lease: Lease, choice: ColumnChoice): Promise<boolean> {
  const changed = await held(trx, lease)
    .set({
      sheet: choice.sheet,
      title_row: choice.titleRow,
      columns: JSON.stringify(choice.columns),
      mapping: JSON.stringify(choice.mapping),
      samples: null,
      choose_columns: false,
      rows_read: 0,
      counts: null,
    })
    .executeTakeFirst();
  if (changed.numUpdatedRows !== 1n) return false;
  await clearRows(trx, lease.id);
  return true;
}

/** Removes what was staged so far: of a file that is read anew, or that turned out to be unusable. */
export async function clearRows(trx: Trx, importId: string): Promise<void> {
  await trx.deleteFrom('import_row').where('import_id', '=', importId).execute();
  await trx.deleteFrom('import_place').where('import_id', '=', importId).execute();
  await trx.deleteFrom('import_words').where('import_id', '=', importId).execute();
  await trx.deleteFrom('import_group').where('import_id', '=', importId).execute();
}

/** A sign of life; `rows` more were read. False once somebody else has claimed the import. */
export async function keepStaging(
  db: Db,
  lease: Lease,
  now: Date,
  seconds: number,
  rows = 0,
): Promise<boolean> {
  const changed = await held(db, lease)
    .set({ lease_until: addSeconds(now, seconds), rows_read: sql`rows_read + ${rows}` })
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** `file`: the uploaded one without what must not be kept, where it held any; it takes the place of the other. */
export type Staged = { outlook: readonly Shown[] | undefined; file: Buffer | undefined };

/** staged → ready, with what the preview counts; returns the counts, undefined for whoever lost the import. */
export async function markReady(
  trx: Trx,
  lease: Lease,
  { outlook = [], file }: Staged,
): Promise<StagedCounts | undefined> {
  const { rows } = await sql<StagedCounts>`
    select count(*)::int as total, count(*) filter (where verdict = 'new')::int as new,
      count(*) filter (where verdict = 'changed')::int as changed,
      count(*) filter (where verdict = 'unchanged')::int as unchanged,
      count(*) filter (where verdict = 'blocked')::int as blocked, (select count(*)::int from import_place where import_id = ${lease.id} and code = ${setCodes.warned}) as warned
    from import_row where import_id = ${lease.id}`.execute(trx);
  const counts = rows[0];
  if (!counts) throw new Error('count without a row');
  const changed = await held(trx, lease)
    .set({
      state: 'ready',
      counts: JSON.stringify(counts),
      outlook: JSON.stringify(outlook),
      lease_until: null,
      ...(file ? { file, file_cleaned: true } : {}),
    })
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n ? counts : undefined;
}
