import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import {
  type EndFilter,
  endFilters,
  type FileKind,
  type ImportError,
  type ImportResult,
  type ImportState,
  type RowState,
  type RunMode,
} from './import.table.ts';
import type { FoundColumn } from './columns.rules.ts';
import { type ImportCells, type RowChange, type RowProblem, type Verdict, verdicts } from './target.ts';
import './import.table.ts';

export type ImportHead = {
  id: string;
  target: string;
  state: ImportState;
  attempt: number;
  fileName: string;
  columns: FoundColumn[];
  error: ImportError | null;
  createdBy: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  mode: RunMode | null;
  fileKind: FileKind;
  sheet: string | null;
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
  subjectId: string | null;
};
export type Counts = Record<
  Verdict | 'total' | 'stored' | 'skipped' | 'refused' | 'created' | 'updated' | 'undone' | 'kept',
  number
>;

const head = [
  'id',
  'target',
  'state',
  'attempt',
  'file_name',
  'columns',
  'error',
  'created_by',
  'created_at',
  'started_at',
  'finished_at',
  'mode',
  'file_kind',
  'sheet',
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
  columns: row.columns,
  error: row.error,
  createdBy: row.created_by,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
  mode: row.mode,
  fileKind: row.file_kind,
  sheet: row.sheet,
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
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) return undefined;
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

export async function countRows(db: Db, importId: string): Promise<Counts> {
  const { rows } = await sql<Counts>`
    select count(*)::int as total,
      ${sql.join(verdicts.map((verdict) => sql`count(*) filter (where verdict = ${verdict})::int as ${sql.id(verdict)}`))},
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

const isEnd = (show: unknown): show is EndFilter => endFilters.some((end) => end === show);

/** A page of rows in the order of the file; `show` is a verdict, how it ended, or nothing for all. */
export async function readRows(
  db: Db,
  importId: string,
  filter: { show?: Verdict | EndFilter | undefined; page: number; size: number },
): Promise<{ rows: RowView[]; total: number }> {
  const base = db
    .selectFrom('import_row')
    .where('import_id', '=', importId)
    .$if(isEnd(filter.show), (query) => query.where('state', '=', filter.show as EndFilter))
    .$if(filter.show !== undefined && !isEnd(filter.show), (query) =>
      query.where('verdict', '=', filter.show as Verdict),
    );
  const [rows, { total }] = await Promise.all([
    base
      .selectAll()
      .orderBy('number')
      .limit(filter.size)
      .offset((filter.page - 1) * filter.size)
      .execute(),
    base.select((e) => e.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return {
    total: Number(total),
    rows: rows.map((row) => ({
      number: row.number,
      sheet: row.sheet,
      sheetRow: row.sheet_row,
      cells: row.input,
      record: row.record ?? undefined,
      verdict: row.verdict ?? 'blocked',
      state: row.state,
      problems: row.problems,
      changes: row.changes,
      subjectId: row.subject_id,
    })),
  };
}
