import type { ColumnType, Generated } from 'kysely';
import type { StoredPeriods } from './kinds.rules.ts';

/** One row. */
export type RetentionSettingTable = {
  single: Generated<boolean>;
  version: number;
  days: ColumnType<StoredPeriods, never, string>;
  /** Nothing is forgotten before: whoever gets this with an update can look at the periods first. */
  starts_at: Date;
};
/** One row a night, also where somebody asked for it in the daytime; nights as `2026-05-31`. */
export type RetentionRunTable = {
  night: string;
  /** Fencing number: who claimed last writes. */
  attempt: Generated<number>;
  lease_until: Date | null;
  started_at: ColumnType<Date, Date, Date>;
  finished_at: Date | null;
};
export type RetentionCountTable = {
  night: string;
  kind: string;
  forgotten: Generated<number>;
  /** The kind could not be forgotten to its end; the next night goes on. */
  failed: Generated<boolean>;
};

declare module '../platform/db.ts' {
  interface Database {
    retention_setting: RetentionSettingTable;
    retention_run: RetentionRunTable;
    retention_count: RetentionCountTable;
  }
}
