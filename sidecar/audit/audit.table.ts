import type { ColumnType, GeneratedAlways, JSONColumnType } from 'kysely';

export type AuditTable = {
  id: GeneratedAlways<number>;
  at: ColumnType<Date, never, never>;
  act: string;
  actor_kind: string;
  actor_id: string | null;
  area_id: string | null;
  member_id: string | null;
  subject_id: string | null;
  details: JSONColumnType<Record<string, string | number | boolean>>;
};

declare module '../platform/db.ts' {
  interface Database {
    audit: AuditTable;
  }
}
