import type { Facts } from '../../sidecar/areas/field.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import { areaOf } from './area-of.ts';
import type { Installation } from './installation.ts';

const atOnce = 1000;

/** Stores people who may register, each with these facts and *Mitglied* in one area, as an import would; answers the area's id. */
export async function expectPeople(
  { env, database: { db } }: Installation,
  people: readonly Facts[],
  slug = 'werk-nord',
): Promise<string> {
  const { ring } = await loadKeys(String(env['KEYS_DIR']));
  const areaId = await areaOf(db, slug);
  const more = { endsAt: null, origin: 'manual' as const, createdBy: null };
  const records = people.map((facts) => ({ facts, grants: [{ areaId, role: 'member' as const }], ...more }));
  for (let start = 0; start < records.length; start += atOnce) {
    const some = records.slice(start, start + atOnce);
    const stored = await db.transaction().execute((trx) => insertRecords(trx, ring, some));
    if (stored.some((one) => !('id' in one))) throw new Error('a record was not stored');
  }
  return areaId;
}
