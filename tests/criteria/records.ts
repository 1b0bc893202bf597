import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { insertArea } from '../../sidecar/areas/area.store.ts';
import { nearOf } from '../../sidecar/criteria/match.service.ts';
import { readNear } from '../../sidecar/criteria/match.store.ts';
import type { Inserted, NearHit, NewRecord } from '../../sidecar/criteria/record.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { KeyRing } from '../../sidecar/platform/secrets.ts';

/** Keys 1 to `count`, the last one current. */
export const ringOf = (count: number): KeyRing => ({
  current: count,
  keys: new Map(Array.from({ length: count }, (_, at) => [at + 1, randomBytes(32)])),
});

export const newRecord = (areaId: string, facts: Facts, more: Partial<NewRecord> = {}): NewRecord => ({
  facts,
  grants: [{ areaId, role: 'member' }],
  endsAt: null,
  origin: 'manual',
  createdBy: null,
  ...more,
});

export const store = (db: Db, ring: KeyRing, records: readonly NewRecord[]): Promise<Inserted[]> =>
  db.transaction().execute((trx) => insertRecords(trx, ring, records));

/** The id of a stored record, or a failure of the test. */
export function idOf(inserted: Inserted | undefined): string {
  if (!inserted || !('id' in inserted)) throw new Error(`not stored: ${JSON.stringify(inserted)}`);
  return inserted.id;
}

/** Stores one that is not there yet; answers its id. */
export const storeOne = async (db: Db, ring: KeyRing, record: NewRecord): Promise<string> =>
  idOf((await store(db, ring, [record]))[0]);

/** A network with two sites; their ids. */
export async function twoAreas(db: Db): Promise<{ north: string; south: string }> {
  const parentId = await insertArea(db, {
    slug: 'network',
    name: 'Netzwerk',
    kind: 'network',
    parentId: null,
  });
  const site = (slug: string): Promise<string> =>
    insertArea(db, { slug, name: slug, kind: 'site', parentId });
  return { north: await site('north'), south: await site('south') };
}

/** Somebody who changes settings. */
export async function administratorOf(db: Db): Promise<{ kind: 'administrator'; memberId: string }> {
  const { rows } = await sql<{
    id: string;
  }>`insert into member (first_name, last_name, username, origin, state, sync_state)
    values ('Nora', 'Netz', 'nora.netz', 'demo', 'active', 'done') returning id`.execute(db);
  return { kind: 'administrator', memberId: rows[0]?.id ?? '' };
}

/** Whose records these facts come near. */
export async function nearHits(db: Db, ring: KeyRing, facts: Facts): Promise<NearHit[]> {
  return readNear(db, await nearOf(db, ring, facts));
}
