import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import { deleting } from '../platform/forgetting.ts';
import './criteria.table.ts';

/**
 * Records nobody came by: neither stored nor named by a file since. Those that stand for somebody right now stay, and those that an
 * import which is still kept names, because the next file of the same people will name them again.
 */
export const unusedRecords = deleting(
  'criteria_record',
  (before) => sql`state in ('open', 'locked') and greatest(created_at, named_at) < ${before}
    and not exists (select from access_request a where a.record_id = criteria_record.id and a.state = 'pending')
    and not exists (select from import_row n where n.subject_id = criteria_record.id)`,
);

/** A file that is forgotten now named these records then: they are as fresh as that. */
export async function namedUntil(trx: Trx, ids: readonly string[], at: Date): Promise<void> {
  await sql`update criteria_record set named_at = greatest(named_at, ${at}::timestamptz)
    where id = any(${ids}::uuid[]) and state in ('open', 'locked')`.execute(trx);
}
