import { sql } from 'kysely';
import { deleting } from '../platform/forgetting.ts';
import './bulk-act.table.ts';
import './deviation.table.ts';

export const endedBulkActs = deleting(
  'bulk_act',
  (before) => sql`state in ('done', 'stopped') and coalesce(finished_at, created_at) < ${before}`,
  { parts: [{ table: 'bulk_act_item', by: 'bulk_act_id' }] },
);

export const decidedDeviations = deleting(
  'deviation',
  (before) => sql`state <> 'open' and coalesce(decided_at, looked_at) < ${before}`,
);
