import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { NearHit } from './record.ts';
import './criteria.table.ts';

/** Whether this network stores any facts to register by. */
export async function hasRecords(db: Db): Promise<boolean> {
  const { rows } = await sql`select from criteria_record limit 1`.execute(db);
  return rows.length > 0;
}

/** The sets of fields that records are stored by. */
export async function keysInUse(db: Db): Promise<string[][]> {
  const { rows } = await sql<{ keys: string[] }>`
    select distinct keys from criteria_set s where exists (select from criteria_record r where r.set_id = s.id)`.execute(
    db,
  );
  return rows.map(({ keys }) => keys);
}

/** These records with the areas they open. */
export async function grantedAreas(db: Db, recordIds: readonly string[]): Promise<NearHit[]> {
  return db
    .selectFrom('criteria_grant')
    .select(['record_id as recordId', sql<string[]>`array_agg(area_id order by area_id)`.as('areaIds')])
    .where(sql<boolean>`record_id = any(${recordIds}::uuid[])`)
    .groupBy('record_id')
    .execute();
}
