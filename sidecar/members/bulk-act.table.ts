import type { ColumnType, Generated } from 'kysely';
import type { Role } from '../areas/role.ts';

export const bulkActs = ['invite', 'grant', 'revoke', 'suspend', 'reactivate', 'delete', 'erase'] as const;
export type BulkActName = (typeof bulkActs)[number];
export type BulkActState = 'running' | 'done' | 'stopped';
export type BulkItemState = 'waiting' | 'done' | 'skipped';

export type BulkActTable = {
  id: Generated<string>;
  act: BulkActName;
  area_id: string | null;
  role: Role | null;
  state: Generated<BulkActState>;
  /** The form that started it: sent twice, it starts one act. */
  form_key: string;
  people: Generated<number>;
  /** Raised by every claim: who holds an older number changes nobody any more. */
  attempt: Generated<number>;
  lease_until: Date | null;
  created_by: string;
  created_at: ColumnType<Date, never, never>;
  finished_at: Date | null;
};

export type BulkActItemTable = {
  bulk_act_id: string;
  number: number;
  member_id: string;
  state: Generated<BulkItemState>;
  /** Why this person was left out. */
  reason: string | null;
};

declare module '../platform/db.ts' {
  interface Database {
    bulk_act: BulkActTable;
    bulk_act_item: BulkActItemTable;
  }
}
