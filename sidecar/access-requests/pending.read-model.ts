import type { Db } from '../platform/db.ts';
import './request.table.ts';

/** How many requests wait in each of these areas, by area id; areas without any are left out. */
export async function countPending(db: Db, areaIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (areaIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('access_request')
    .select(['area_id', (of) => of.fn.countAll<number>().as('count')])
    .where('state', '=', 'pending')
    .where('area_id', 'in', areaIds)
    .groupBy('area_id')
    .execute();
  return new Map(rows.map(({ area_id: areaId, count }) => [areaId, count]));
}
