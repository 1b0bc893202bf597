import type { RawBuilder } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { TextParams } from '../platform/errors.ts';
import type { Locale } from '../platform/i18n.ts';

/** Something to show: words as they are, or the key of a text in the reader's language. */
export type Shown = { text: string } | { key: string; params?: TextParams };

/** A column of the workbook; rows carry their cells under `key`, never under a title that a file brought along. */
export type ImportColumn = {
  key: string;
  titles: Readonly<Record<Locale, string>>;
  aliases: readonly string[];
  required: boolean;
  /** i18n key of the rule that the template explains. */
  hint: string;
  example: Readonly<Record<Locale, string>>;
  /** Its values count exactly as they stand, and are kept nowhere: not with the rows, not in the file, and on no page. */
  secret?: true;
  /** What the template's drop-down offers. */
  choices?: Readonly<Record<Locale, readonly string[]>>;
};

/** Texts of one row by column key, exactly as they will be stored; empty cells are left out. */
export type ImportCells = Readonly<Record<string, string>>;
/** `number` counts the rows of the import from 1, `sheetRow` is what the administrator sees in Excel. */
export type ImportRow = { number: number; sheetRow: number; cells: ImportCells };

export const verdicts = ['new', 'changed', 'unchanged', 'blocked'] as const;
export type Verdict = (typeof verdicts)[number];

/**
 * What stands in the way of a row, or is surprising about it: where (`column` is a column key), what was found, and what to do
 * (i18n key). Rows with the same text at the same column form one group of the preview; a text whose parameters differ from row
 * to row names with `group` the key of a text that says the same without them.
 */
export type RowProblem = {
  column?: string;
  found?: string;
  text: string;
  params?: TextParams;
  group?: string;
};
export type RowChange = { field: Shown; from?: Shown; to: Shown };

/**
 * What may stand in only one row of a file. Rows that share a mark are blocked with its text, whose parameter `rows` names
 * the other rows.
 */
export type RowMark = { mark: string; column?: string; found?: string; text: string; group: string };

/** A row without record has problems and is blocked. `tally` is counted over the file, for `outliers`. */
export type CheckedRow<R> = {
  record?: R;
  problems: readonly RowProblem[];
  marks: readonly RowMark[];
  tally?: string;
};
export type RowReader<R> = (cells: ImportCells) => CheckedRow<R>;
/** A row with what stands in its secret columns, which is handed over once and then forgotten. */
export type SecretRow<R> = {
  number: number;
  cells: ImportCells;
  record: R | undefined;
  verdict: Verdict;
  secrets: ImportCells;
};
/** What became of them: problems block the row; a record that is absent stays as it was. Nothing here repeats a value. */
export type SealedRow<R> = {
  number: number;
  record?: R;
  problems: readonly RowProblem[];
  warnings: readonly RowProblem[];
};
export type RowRecord<R> = { number: number; sheetRow: number; record: R };
/** `marks` are those that only the look-up showed: that two rows mean one subject. */
export type DiffedRow<R> = RowRecord<R> & {
  verdict: Verdict;
  subjectId?: string;
  problems: readonly RowProblem[];
  warnings: readonly RowProblem[];
  changes: readonly RowChange[];
  marks: readonly RowMark[];
};
/** A record that the whole file has completed; `words` are added to what the row is found by. */
export type CompletedRow<R> = { number: number; record: R; words: string };
/** How often each tally was counted; of many different ones only the first are kept. */
export type Tallies = ReadonlyMap<string, number>;
export type RowOutcome = 'stored' | 'skipped' | 'refused';
export type AppliedRow = {
  number: number;
  outcome: RowOutcome;
  subjectId?: string;
  problems: readonly RowProblem[];
  /** What a stored row really did, where the network had changed since the preview. */
  verdict?: Verdict;
  /** What is kept of the record from now on, where that is less than before. */
  record?: unknown;
  /** What the target needs to take the row back; kept as JSON. */
  before?: unknown;
};

/** A stored row to take back, and how that ended: `kept` stays as it is, its reason among the problems. */
export type UndoRow<R> = { number: number; subjectId: string; record: R; before: unknown };
export type UndoneRow = { number: number; outcome: 'undone' | 'kept'; problems: readonly RowProblem[] };

/** A query for the ids of subjects; an import may have stored 100,000, so that nobody carries them around. */
export type Subjects = RawBuilder<unknown>;

/** How one row is shown in the preview. */
export type RowSummary = {
  title: string;
  /** What has to catch the eye. */
  labels: readonly Shown[];
  details: readonly Shown[];
  parts: readonly { label: string; value: Shown }[];
};

/** How far what was stored has come elsewhere (accounts); of those who failed the first hundred, with the page to look at. */
export type Progress = {
  pending: number;
  done: number;
  failed: number;
  failing: readonly { title: string; href: string; reason: Shown }[];
};

/** What the pages of imports say of a target where the usual words, those of people with accounts, are wrong. */
export type TargetWords = {
  /** Name of the template, and of the page to which the import leads. */
  template: string;
  home: { href: string; text: string };
  /** Keys that say what taking back would do (`created`, `updated`), and why it is over (`settled`). */
  undo: Readonly<Record<'created' | 'updated' | 'settled', string>>;
};

/**
 * What an import writes to. `R` is the target's record of a row; it is kept as JSON between preview and run,
 * so that the run stores what the preview showed.
 */
export type ImportTarget<R = unknown> = {
  name: string;
  /** Title of the sheet in the template. */
  sheet: Readonly<Record<Locale, string>>;
  /** Where it makes no accounts, so that nobody waits for any. */
  words?: TargetWords;
  columns(db: Db, scope: AdminScope): Promise<readonly ImportColumn[]>;
  /** A pure reader of rows by the rules of the columns: prepared once a file, called for each row by itself. */
  reader(scope: AdminScope, db: Db): RowReader<R> | Promise<RowReader<R>>;
  /** What each row of one batch would do now; nothing is known of the file's other rows. */
  diff(db: Db, scope: AdminScope, rows: readonly RowRecord<R>[]): Promise<readonly DiffedRow<R>[]>;
  /**
   * What only the order of the whole file decides (free names): called batch by batch, in the order of the file, with the rows
   * that are `new`; returns those that it changed. `stands` says whether a mark stands in any row of the file.
   */
  completer?(
    db: Db,
    scope: AdminScope,
    stands: (mark: string) => boolean,
  ): { complete(rows: readonly RowRecord<R>[]): Promise<readonly CompletedRow<R>[]> };
  /** Prepared once a file: checks and seals what stands in secret columns, a batch of rows at a time and outside of any transaction. */
  sealer?(
    db: Db,
    scope: AdminScope,
  ): Promise<{ seal(rows: readonly SecretRow<R>[]): Promise<readonly SealedRow<R>[]> }>;
  /** What the new rows will bring about, in sentences for the preview; `records` is a query for their records. */
  outlook?(db: Db, records: RawBuilder<unknown>): Promise<readonly Shown[]>;
  /** Pure: tallies that look like a slip beside the others, each with the warning for its rows. */
  outliers?(tallies: Tallies): ReadonlyMap<string, RowProblem>;
  /** Stores a batch in the caller's transaction; a row that is stored already is `skipped`, so repeating it changes nothing. */
  apply(
    trx: Trx,
    scope: AdminScope,
    importId: string,
    rows: readonly RowRecord<R>[],
  ): Promise<readonly AppliedRow[]>;
  summary(scope: AdminScope, cells: ImportCells, record: R | undefined, verdict: Verdict): RowSummary;
  progress(db: Db, subjects: Subjects): Promise<Progress>;
  /** Takes a batch back in the caller's transaction, as far as everything still is as the import left it. */
  undo(
    trx: Trx,
    scope: AdminScope,
    importId: string,
    rows: readonly UndoRow<R>[],
  ): Promise<readonly UndoneRow[]>;
  /** How many of these subjects have gone on since, so that they cannot be taken back any more. */
  settled(db: Db, subjects: Subjects): Promise<number>;
  /** For a target that forgets what was stored once it has served: then imports keep nothing of it either. */
  forgetting?: {
    /** Subjects that were forgotten since; asked again until they are done. */
    due(db: Db, limit: number): Promise<string[]>;
    done(trx: Trx, subjectIds: readonly string[]): Promise<void>;
    /** A further import brought these subjects: those among them that were forgotten are due again. */
    again(trx: Trx, subjects: Subjects): Promise<void>;
  };
  /** An import that named these subjects then is forgotten. */
  named?(trx: Trx, subjectIds: readonly string[], at: Date): Promise<void>;
  /** Called after each committed batch: nudges whoever goes on from here. */
  afterCommit(): Promise<void>;
};
