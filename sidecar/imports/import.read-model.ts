import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type {
  EndFilter,
  FileKind,
  ImportError,
  ImportResult,
  ImportState,
  RowState,
  RunMode,
  StagedCounts,
} from './import.table.ts';
import type { FoundColumn } from './columns.rules.ts';
import {
  type ImportCells,
  type RowChange,
  type RowProblem,
  type Shown,
  type Verdict,
  verdicts,
} from './target.ts';
import './import.table.ts';
import { isUuid } from '../platform/uuid.rules.ts';

export type ImportHead = {
  id: string;
  target: string;
  state: ImportState;
  attempt: number;
  fileName: string;
  sheet: string | null;
  rowsRead: number;
  /** What staging counted; null before. */
  staged: StagedCounts | null;
  columns: FoundColumn[];
  mapping: Readonly<Record<string, string | null>> | null;
  error: ImportError | null;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  mode: RunMode | null;
  fileKind: FileKind;
  /** The file that is kept is not the one that was uploaded any more: its passwords were taken out. */
  cleaned: boolean;
  outlook: readonly Shown[];
  result: ImportResult | null;
  undoneAt: Date | null;
  undoneBy: string | null;
};
export type RowView = {
  number: number;
  sheet: string;
  sheetRow: number;
  cells: ImportCells;
  record: unknown;
  verdict: Verdict;
  state: RowState;
  problems: RowProblem[];
  changes: RowChange[];
  warnings: RowProblem[];
  subjectId: string | null;
};
export type Counts = Record<
  | Verdict
  | 'total'
  | 'warned'
  | 'stored'
  | 'skipped'
  | 'refused'
  | 'created'
  | 'updated'
  | EndFilter
  | 'undone',
  number
>;

const head = [
  'id',
  'target',
  'state',
  'attempt',
  'file_name',
  'sheet',
  'rows_read',
  'counts',
  'columns',
  'mapping',
  'error',
  'created_by',
  'created_at',
  'started_at',
  'finished_at',
  'mode',
  'file_kind',
  'file_cleaned',
  'outlook',
  'result',
  'undone_at',
  'undone_by',
] as const;

/** One import with the right to see it: one's own, or any for who sees all. */
export type Viewer = { memberId: string; seesAll: boolean };

/** Trials of the command line are on no page. */
function visible(db: Db, viewer: Viewer, trials = false) {
  const query = db
    .selectFrom('import')
    .select(head)
    .$if(!trials, (own) => own.where('trial', '=', false));
  return viewer.seesAll ? query : query.where('created_by', '=', viewer.memberId);
}

type HeadRow = Awaited<ReturnType<ReturnType<typeof visible>['executeTakeFirstOrThrow']>>;
const headOf = (row: HeadRow): ImportHead => ({
  id: row.id,
  target: row.target,
  state: row.state,
  attempt: row.attempt,
  fileName: row.file_name,
  sheet: row.sheet,
  rowsRead: row.rows_read,
  staged: row.counts,
  mapping: row.mapping,
  columns: row.columns,
  error: row.error,
  createdBy: row.created_by,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  mode: row.mode,
  fileKind: row.file_kind,
  cleaned: row.file_cleaned,
  outlook: row.outlook ?? [],
  result: row.result,
  undoneAt: row.undone_at,
  undoneBy: row.undone_by,
});

/** Undefined for an unknown import and for one of somebody else alike. */
export async function findImport(
  db: Db,
  viewer: Viewer,
  id: string,
  { trials = false } = {},
): Promise<ImportHead | undefined> {
  if (!isUuid(id)) return undefined;
  const row = await visible(db, viewer, trials).where('id', '=', id).executeTakeFirst();
  return row && headOf(row);
}

/** A page of imports, newest first. */
export async function listImports(
  db: Db,
  viewer: Viewer,
  page: number,
  size: number,
): Promise<{ imports: ImportHead[]; total: number }> {
  const counted = db
    .selectFrom('import')
    .where('trial', '=', false)
    .select((e) => e.fn.countAll<number>().as('total'));
  const [rows, { total }] = await Promise.all([
    visible(db, viewer)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(size)
      .offset((page - 1) * size)
      .execute(),
    (viewer.seesAll ? counted : counted.where('created_by', '=', viewer.memberId)).executeTakeFirstOrThrow(),
  ]);
  return { imports: rows.map(headOf), total: Number(total) };
}

const notStarted = { stored: 0, created: 0, updated: 0, skipped: 0, refused: 0, kept: 0, undone: 0 };

/** What staging counted, and for an import that runs or ran also how its rows ended. */
export async function countsOf(db: Db, { id, staged, startedAt }: ImportHead): Promise<Counts> {
  if (staged && !startedAt) return { ...notStarted, ...staged };
  return countRows(db, id);
}

export async function countRows(db: Db, importId: string): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select count(*)::int as total,
      ${sql.join(verdicts.map((verdict) => sql`count(*) filter (where verdict = ${verdict})::int as ${sql.id(verdict)}`))},
      count(*) filter (where warnings <> '[]')::int as warned,
      count(*) filter (where state = 'stored')::int as stored,
      count(*) filter (where state = 'stored' and verdict = 'new')::int as created,
      count(*) filter (where state = 'stored' and verdict = 'changed')::int as updated,
      count(*) filter (where state = 'skipped')::int as skipped,
      count(*) filter (where state = 'refused')::int as refused,
      count(*) filter (where state = 'undone')::int as undone,
      count(*) filter (where state = 'kept')::int as kept
    from import_row where import_id = ${importId}
  `.execute(db);
  const counts = rows[0];
  if (!counts) throw new Error('count without a row');
  return counts;
}

/** These rows, in the order of the file. */
export async function readRows(db: Db, importId: string, numbers: readonly number[]): Promise<RowView[]> {
  if (numbers.length === 0) return [];
  const rows = await db
    .selectFrom('import_row')
    .selectAll()
    .where('import_id', '=', importId)
    .where('number', 'in', numbers)
    .orderBy('number')
    .execute();
  return rows.map((row) => ({
    number: row.number,
    sheet: row.sheet,
    sheetRow: row.sheet_row,
    cells: row.input,
    record: row.record ?? undefined,
    verdict: row.verdict ?? 'blocked',
    state: row.state,
    problems: row.problems,
    warnings: row.warnings,
    changes: row.changes,
    subjectId: row.subject_id,
  }));
}
