import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import { countOver, deleting, type Forgetting } from '../platform/forgetting.ts';
import { holdSome } from './never-activated.store.ts';
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

const longDeleted = (before: Date) => sql`
  member.state = 'deleted' and member.deleted_at < ${before} and member.sync_state = 'done' and member.erased_at is null`;

/** Each means rows in every room. */
const people = 50;

/** People who were deleted: `erase` removes what is stored of one and says whether it did. */
export function deletedPeople(erase: (trx: Trx, memberId: string) => Promise<boolean>): Forgetting {
  return {
    due: (db, before) => countOver(db, 'member', longDeleted(before)),
    async forget(trx, before) {
      let forgotten = 0;
      for (const id of await holdSome(trx, longDeleted(before), people))
        if (await erase(trx, id)) forgotten += 1;
      return { forgotten, more: forgotten > 0 };
    },
  };
}
