import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './criteria.table.ts';

/** Stored facts, what finds them, and how often somebody came near them. */
export async function eraseRecords(trx: Trx, { recordIds }: { recordIds: readonly string[] }): Promise<void> {
  await sql`
    delete from near_miss where near in (select near from criteria_near where record_id = any(${recordIds}::uuid[]))`.execute(
    trx,
  );
  await sql`delete from criteria_record where id = any(${recordIds}::uuid[])`.execute(trx);
}
