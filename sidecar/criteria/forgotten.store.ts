import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import './criteria.table.ts';

/** Records whose facts were dropped, and of which imports may still keep some. */
export async function forgottenRecords(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('criteria_record')
    .select('id')
    .where('files_due', '=', true)
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

export async function forgottenEverywhere(trx: Trx, ids: readonly string[]): Promise<void> {
  await sql`update criteria_record set files_due = false where id = any(${ids}::uuid[])`.execute(trx);
}

/** Another file named these records (a query for their ids): what it says of those whose facts were dropped goes, too. */
export async function forgetAgain(trx: Trx, records: RawBuilder<unknown>): Promise<void> {
  await sql`
    update criteria_record set files_due = true
    where "values" is null and not files_due and id in (${records})`.execute(trx);
}
