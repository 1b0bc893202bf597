import type { Facts } from '../../sidecar/areas/field.ts';
import type { Role } from '../../sidecar/areas/role.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import type { Installation } from './installation.ts';

/** Stores people who may register, each with these facts and one grant. */
export async function expectPeople(
  house: Installation,
  people: readonly Facts[],
  grant: { area: string; role: Role } = { area: 'werk-nord', role: 'member' },
): Promise<void> {
  const { db } = house.database;
  const { ring } = await loadKeys(String(house.env['KEYS_DIR']));
  const { id: areaId } = await db
    .selectFrom('area')
    .select('id')
    .where('slug', '=', grant.area)
    .executeTakeFirstOrThrow();
  const records = people.map((facts) => ({
    facts,
    grants: [{ areaId, role: grant.role }],
    endsAt: null,
    origin: 'manual' as const,
    createdBy: null,
  }));
  await db.transaction().execute((trx) => insertRecords(trx, ring, records));
}
