import type { ColumnType, Generated } from 'kysely';
import type { Comparison } from '../areas/field.table.ts';
import type { Facts } from '../areas/field.ts';
import type { Rules } from './normalise.rules.ts';

/** `redeeming`: stands for somebody whose account is being made; `locked`: taken out of use by an administrator or by its end date. */
export const recordStates = ['open', 'redeeming', 'used', 'locked'] as const;
export type RecordState = (typeof recordStates)[number];

/** Fields that some records are stored by, under one version of the rules and one key; looking up costs one probe a set. */
export type CriteriaSetTable = {
  id: Generated<number>;
  version: number;
  key_id: number;
  keys: string[];
  /** How its fields are compared. */
  rules: Generated<Rules>;
  /** Of an older version or key, and nothing in it that could be hashed anew. */
  settled: Generated<boolean>;
  /** How far hashing anew has come in it. */
  moved_lookup: Generated<Buffer>;
  moved_id: Generated<string>;
};

export type CriteriaRecordTable = {
  id: Generated<string>;
  state: Generated<RecordState>;
  set_id: number;
  /** Keyed hash of the normalised facts. */
  lookup: Buffer;
  /** Keyed hash of the key by which an import finds the record again; kept after use. */
  key_lookup: Buffer | null;
  /** Null once they were dropped after use. */
  values: Facts | null;
  /** What the list searches in; empty once the facts were dropped. */
  search: Generated<string>;
  /** From then on it admits nobody. */
  ends_at: Date | null;
  origin: string;
  import_id: string | null;
  form_key: string | null;
  version: Generated<number>;
  /** Became equal to another one by a change of the rules. */
  twin: Generated<boolean>;
  created_by: string | null;
  created_at: ColumnType<Date, Date | undefined, never>;
  /** The registration that holds it or used it. */
  registration_id: string | null;
  member_id: string | null;
  used_at: Date | null;
  /** When its owner and managers were last told that somebody tried it again. */
  used_again_told_at: Date | null;
  /** Its facts were dropped, and imports still keep some. */
  files_due: Generated<boolean>;
  /** When a file that is forgotten by now named it last. */
  named_at: Generated<Date | null>;
};

export type CriteriaGrantTable = { record_id: string; area_id: string; role: string };
/** Keyed hashes of a record's facts with one left out: who comes so near names this person. */
export type CriteriaNearTable = { near: Buffer; record_id: string };

/** `checking` (which records would become equal) → `checked` → `applying` (records are hashed anew) → `done`; or `cancelled`. */
export const changeStates = ['checking', 'checked', 'applying', 'done', 'cancelled'] as const;
export type ChangeState = (typeof changeStates)[number];
/** Other comparisons that somebody wants; one at a time is open. */
export type CriteriaChangeTable = {
  id: Generated<string>;
  state: Generated<ChangeState>;
  /** By field key. */
  comparisons: Readonly<Record<string, Comparison>>;
  key_id: number;
  created_by: string | null;
  created_at: Generated<Date>;
  /** Records when it began; `checked` and `moved` count towards it. */
  total: number;
  checked_to: Generated<string>;
  checked: Generated<number>;
  /** Groups of records that become equal. */
  collisions: Generated<number>;
  moved: Generated<number>;
  ended_at: Date | null;
};
/** What records would be looked up by after the change. */
export type CriteriaCheckTable = {
  change_id: string;
  record_id: string;
  lookup: Buffer;
  collides: Generated<boolean>;
};
/** Tries that came near and missed since `since`, by the same hashes, whether somebody is stored there or not. */
export type NearMissTable = {
  near: Buffer;
  misses: Generated<number>;
  since: Date;
  slowed_until: Date | null;
};
/** `month` is its first day; `raised` counts only until `raised_until`. */
export type GuessBudgetTable = {
  area_id: string;
  month: ColumnType<Date, Date | string, never>;
  spent: Generated<number>;
  raised: Generated<number>;
  raised_until: Date | null;
  /** What the month allows by itself, from the number of records at `counted_at`. */
  budget: Generated<number>;
  counted_at: Date | null;
  /** Half of it was told, then that it is spent. */
  alarmed_at: Date | null;
  spent_alarmed_at: Date | null;
};

declare module '../platform/db.ts' {
  interface Database {
    criteria_set: CriteriaSetTable;
    criteria_record: CriteriaRecordTable;
    criteria_grant: CriteriaGrantTable;
    criteria_near: CriteriaNearTable;
    near_miss: NearMissTable;
    criteria_change: CriteriaChangeTable;
    criteria_check: CriteriaCheckTable;
    guess_budget: GuessBudgetTable;
  }
}
