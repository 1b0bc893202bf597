import type { Facts } from '../../sidecar/areas/field.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import { openKeys } from '../../sidecar/platform/keys.ts';
import type { Installation } from './installation.ts';

/** Records of a running installation, each granting *Mitglied* in one area, as an import would store them. */
export async function storeRecords(
  { env, database: { db } }: Installation,
  slug: string,
  all: readonly Facts[],
): Promise<void> {
  const keys = await openKeys(String(env['KEYS_DIR']), systemClock, () => {});
  keys.close();
  const areaId = (await readTree(db)).bySlug(slug)?.id ?? '';
  const grants = [{ areaId, role: 'member' as const }];
  const records = all.map((facts) => ({
    facts,
    grants,
    endsAt: null,
    origin: 'manual' as const,
    createdBy: null,
  }));
  const stored = await db.transaction().execute((trx) => insertRecords(trx, keys.ring, records));
  if (stored.some((one) => !('id' in one))) throw new Error('a record was not stored');
}
