import { openAreas } from '../access-requests/settings.store.ts';
import type { Area } from '../areas/area.ts';
import { hasRecords } from '../criteria/named.store.ts';
import type { Db } from '../platform/db.ts';
import type { Beginning } from './begin.service.ts';
import type { Registration } from './registration.store.ts';

/** Areas for which anybody may register: of all of them (`areaId` null), or that one if it is among them. */
export async function openAreasFor(db: Db, areaId: string | null): Promise<Area[]> {
  const areas = await openAreas(db);
  return areaId === null ? areas : areas.filter(({ id }) => id === areaId);
}

/** The way without stored facts: into the one area that is open, or after choosing among several (`areaId` null). */
export function openWay(areas: readonly Area[]): Beginning | undefined {
  const [first, ...others] = areas;
  return first && { way: 'open', areaId: others.length > 0 ? null : first.id };
}

/** How a registration for this area begins: by stored facts, but straight without them where the network has none. */
export async function firstWay(db: Db, areaId: string | null): Promise<Beginning> {
  const criteria = { way: 'criteria', areaId } as const;
  if (await hasRecords(db)) return criteria;
  return openWay(await openAreasFor(db, areaId)) ?? criteria;
}

/** Whether the area that a registration without facts is for has been closed since. */
export async function isClosedBy(
  db: Db,
  row: Pick<Registration, 'way' | 'area_id' | 'request'>,
): Promise<boolean> {
  if (row.way !== 'open' || row.area_id === null || row.request !== null) return false;
  return (await openAreasFor(db, row.area_id)).length === 0;
}
