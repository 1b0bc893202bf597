import type { ColumnType, Generated } from 'kysely';
import type { ErrorCode, FieldError } from '../platform/errors.ts';
import type { FoundColumn } from './columns.rules.ts';
import type { GroupKind, GroupPlace } from './groups.rules.ts';
import type { ImportCells, RowChange, RowOutcome, RowProblem, Shown, Verdict } from './target.ts';

export type ImportState =
  | 'staged'
  | 'mapping'
  | 'ready'
  | 'running'
  | 'paused'
  | 'undoing'
  | 'done'
  | 'undone';
export type StagedCounts = Record<Verdict | 'total' | 'warned', number>;
export type FileKind = 'xlsx' | 'csv';
/** `all_or_nothing` stores every row or none; `valid_rows` leaves out the blocked ones. */
export type RunMode = 'valid_rows' | 'all_or_nothing';
/** Why a file could not be staged; such an import is done and has no rows. */
export type ImportError = { code: ErrorCode; fields: readonly FieldError[] };
/** `undone` was taken back; `kept` could not be, its reason is among the problems. */
export type RowState = 'staged' | RowOutcome | 'undone' | 'kept';

/** How rows ended, where that is worth a filter of its own. */
export const endFilters = ['refused', 'kept'] as const;
export type EndFilter = (typeof endFilters)[number];

/** Written as text, because an array or a string alone would otherwise reach PostgreSQL as something else than JSON. */
type Json<T> = ColumnType<T, string | undefined, string>;

/** How an import ended, kept for the list. */
export type ImportResult = { created: number; updated: number; skipped: number; refused: number };

export type ImportTable = {
  id: Generated<string>;
  target: string;
  state: ImportState;
  file_name: string;
  file_sha256: string;
  /** Sealed until it is staged, because nobody knows before what it holds. */
  file: Buffer;
  /** What must not be kept was taken out of the file, so that its columns cannot be chosen anew. */
  file_cleaned: Generated<boolean>;
  file_kind: Generated<FileKind>;
  /** Name of the sheet that is imported. */
  sheet: string | null;
  /** Titles and first rows of each sheet, for the mapping page; dropped once the rows are staged. */
  samples: ColumnType<unknown, string | null | undefined, string | null>;
  /** By column letter: the key of a column, or null for one that is left out and never stored. */
  mapping: ColumnType<Record<string, string | null> | null, string | null | undefined, string | null>;
  /** Row of the titles; the people stand below it. */
  title_row: number | null;
  /** Somebody asked for the mapping page; their columns are proposed there again. */
  choose_columns: Generated<boolean>;
  /** How many rows have which verdict, and how many have warnings; written when the preview is ready. */
  counts: ColumnType<StagedCounts | null, string | null | undefined, string | null>;
  /** What the new rows will bring about, for the preview. */
  outlook: ColumnType<Shown[] | null, string | null | undefined, string | null>;
  rows_read: Generated<number>;
  mode: RunMode | null;
  /** Cells that a row gets where its own is empty (`--area` at the command line). */
  defaults: ColumnType<ImportCells | null, string | undefined, string>;
  /** Only looked at, at the command line; can never be started. */
  trial: Generated<boolean>;
  result: ColumnType<ImportResult | null, never, string | null>;
  /** Since when it is this import's turn; null until it asks for one. */
  turn_at: Date | null;
  /** When it last came forward in its turn. */
  turn_seen_at: Date | null;
  turn_over: Generated<boolean>;
  /** Rows that a run in one transaction has gone through; nobody else sees them before its end. */
  rows_run: Generated<number>;
  columns: Json<FoundColumn[]>;
  error: ColumnType<ImportError | null, string | undefined, string | null>;
  /** Fencing number: who claimed last writes, everybody before has lost. */
  attempt: Generated<number>;
  lease_until: Date | null;
  created_by: string;
  created_at: ColumnType<Date, Date | undefined, never>;
  started_at: Date | null;
  finished_at: Date | null;
  undone_at: Date | null;
  undone_by: string | null;
  /** Whether the rows that were stored are to be taken out of the file, or were. */
  thinning: Generated<'due' | 'done' | null>;
};

export type ImportRowTable = {
  import_id: string;
  number: number;
  sheet: string;
  sheet_row: number;
  input: Json<ImportCells>;
  record: ColumnType<unknown, string | null | undefined, string | null>;
  verdict: Verdict | null;
  problems: Json<RowProblem[]>;
  changes: Json<RowChange[]>;
  /** What is surprising and still allowed. */
  warnings: Json<RowProblem[]>;
  /** What the target needs to take a stored row back. */
  before: ColumnType<unknown, string | null | undefined, string | null>;
  state: Generated<RowState>;
  subject_id: string | null;
};

/** One repair action of the preview. */
export type ImportGroupTable = {
  import_id: string;
  code: number;
  kind: GroupKind;
  example: Json<RowProblem>;
  rows: number;
  places: Json<GroupPlace[]>;
};
/** Which rows belong to a group, or to another set of rows with a code of its own (groups.rules.ts). */
export type ImportPlaceTable = { import_id: string; code: number; number: number };
/** What the rows are searched by, in lower case; beside the rows, because a search looks through all of it. */
export type ImportWordsTable = { import_id: string; number: number; words: string };
/** What an administrator chose for a title that no column has; null: left out. */
export type ImportChoiceTable = {
  member_id: string;
  target: string;
  title: string;
  column_key: string | null;
};

declare module '../platform/db.ts' {
  interface Database {
    import: ImportTable;
    import_row: ImportRowTable;
    import_group: ImportGroupTable;
    import_place: ImportPlaceTable;
    import_words: ImportWordsTable;
    import_choice: ImportChoiceTable;
  }
}
