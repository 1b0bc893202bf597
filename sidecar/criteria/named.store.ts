import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { NearHit } from './record.ts';
import './criteria.table.ts';

/** These records with the areas they open. */
export async function grantedAreas(db: Db, recordIds: readonly string[]): Promise<NearHit[]> {
  return db
    .selectFrom('criteria_grant')
    .select(['record_id as recordId', sql<string[]>`array_agg(area_id order by area_id)`.as('areaIds')])
    .where(sql<boolean>`record_id = any(${recordIds}::uuid[])`)
    .groupBy('record_id')
    .execute();
}
