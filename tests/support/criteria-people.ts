import { randomUUID } from 'node:crypto';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { Facts } from '../../sidecar/areas/field.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import { loadKeys } from '../../sidecar/platform/keys.ts';
import type { Installation } from './installation.ts';
import { provenPeople } from './proven-people.ts';
import '../../sidecar/registration/registration.table.ts';

/** Somebody whom the company expects; the number tells apart who shares a name. */
export const expected = (nth: number, mark = ''): Facts => ({
  firstName: `Erika${mark}`,
  lastName: `Muster ${nth}`,
  employeeNumber: String(100_000 + nth) + mark,
});

/** Stores a record of Werk Nord for each of these people; answers the area's id. */
export async function expectPeople({ database: { db }, env }: Installation, people: readonly Facts[]) {
  const { ring } = await loadKeys(String(env['KEYS_DIR']));
  const areaId = (await readTree(db)).bySlug('werk-nord')?.id;
  if (!areaId) throw new Error('the demo network is not there');
  const more = { endsAt: null, origin: 'manual' as const, createdBy: null };
  const records = people.map((facts) => ({ facts, grants: [{ areaId, role: 'member' as const }], ...more }));
  for (let start = 0; start < records.length; start += 1000)
    await db
      .transaction()
      .execute(async (trx) => void (await insertRecords(trx, ring, records.slice(start, start + 1000))));
  return areaId;
}

/** For each of these facts somebody with a proven address and, unless `visitor` is given, a place of their own; the workers are not told yet. */
export function applicantsWith(
  house: Installation,
  all: readonly Facts[],
  visitor?: Buffer,
): Promise<string[]> {
  const people = all.map((values) => {
    const id = randomUUID();
    return { id, values, email: `neu.${id}@muster.example`, ...(visitor ? { visitor } : {}) };
  });
  return provenPeople(house, 'criteria', people);
}
