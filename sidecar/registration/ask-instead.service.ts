import { readTree } from '../areas/area.store.ts';
import type { Db } from '../platform/db.ts';
import type { RegistrationDeps } from './deps.ts';
import { change, type Registration } from './registration.store.ts';

/** Where somebody who has an account asks for access to this registration's area; `null` lets them choose. */
export async function requestPath(db: Db, areaId: string | null): Promise<string> {
  const area = areaId === null ? undefined : (await readTree(db)).byId(areaId);
  return area ? `/request?area=${encodeURIComponent(area.slug)}` : '/request';
}

/** Whoever has an account needs no second one: this registration ends, and they ask for access with the one they have. Answers where. */
export async function askInstead(deps: Pick<RegistrationDeps, 'db'>, row: Registration): Promise<string> {
  const values = { state: 'cancelled' as const, values: null, email: null, login: null, other: null };
  await change(deps.db, row, ['started'], values);
  return requestPath(deps.db, row.area_id);
}
