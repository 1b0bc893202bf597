import { sql } from 'kysely';
import { nameKeys } from '../members/likeness.rules.ts';
import type { Db } from '../platform/db.ts';
import { visibleTo } from './record-filter.store.ts';
import type { RecordViewer } from './record-scope.rules.ts';
import type { NearHit } from './record.ts';
import './criteria.table.ts';

/** Common names have hundreds of bearers; more are not looked at. */
const mostNamesakes = 100;

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

/** Records of this name, however it is spelt, that this reader may act on; open ones first. */
export async function readNamesakes(
  db: Db,
  viewer: RecordViewer,
  { firstName, lastName }: { firstName: string; lastName: string },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select r.id from criteria_record r
    where criteria_name_key(r."values") = any(${nameKeys(firstName, lastName)}::text[]) and ${visibleTo(viewer)}
    order by r.state = 'open' desc, r.created_at, r.id limit ${mostNamesakes}`.execute(db);
  return rows.map(({ id }) => id);
}
