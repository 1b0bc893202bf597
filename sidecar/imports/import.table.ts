import type { ColumnType, Generated } from 'kysely';
import type { ErrorCode, FieldError } from '../platform/errors.ts';
import type { FoundColumn } from './columns.rules.ts';
import type { ImportCells, RowChange, RowOutcome, RowProblem, Verdict } from './target.ts';

export type ImportState = 'staged' | 'ready' | 'running' | 'done' | 'undone';
/** Why a file could not be staged; such an import is done and has no rows. */
export type ImportError = { code: ErrorCode; fields: readonly FieldError[] };
export type RowState = 'staged' | RowOutcome;

/** Written as text, because an array or a string alone would otherwise reach PostgreSQL as something else than JSON. */
type Json<T> = ColumnType<T, string | undefined, string>;

export type ImportTable = {
  id: Generated<string>;
  target: string;
  state: ImportState;
  file_name: string;
  file_sha256: string;
  file: Buffer;
  columns: Json<FoundColumn[]>;
  error: ColumnType<ImportError | null, string | undefined, string | null>;
  /** Fencing number: who claimed last writes, everybody before has lost. */
  attempt: Generated<number>;
  lease_until: Date | null;
  created_by: string;
  created_at: ColumnType<Date, Date | undefined, never>;
  started_at: Date | null;
  finished_at: Date | null;
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
  state: Generated<RowState>;
  subject_id: string | null;
};

declare module '../platform/db.ts' {
  interface Database {
    import: ImportTable;
    import_row: ImportRowTable;
  }
}
