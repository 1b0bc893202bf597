import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { collisionsOf, recordsByKey } from './collision.store.ts';
import type { CriteriaRow } from './import.ts';
import type { Known } from './import-plan.rules.ts';
import { keyFactsOf } from './record-key.rules.ts';
import { type ListedRecord, readRecords } from './record-list.read-model.ts';

/**
 * For each row in order: the records that it may mean, in four statements whatever their number. `lock` holds them for the
 * transaction, so that what is decided about them still holds when it is written.
 */
export async function loadKnown(
  db: Db,
  ring: KeyRing,
  rows: readonly CriteriaRow[],
  lock = false,
): Promise<Known[]> {
  const [byKey, equal] = [
    await recordsByKey(
      db,
      ring,
      rows.map(({ facts }) => keyFactsOf(facts)),
    ),
    await collisionsOf(
      db,
      ring,
      rows.map(({ facts }) => ({ facts })),
    ),
  ];
  const ids = new Set([
    ...byKey.flatMap((hits) => hits.map(({ recordId }) => recordId)),
    ...equal.flatMap((collision) => collision?.recordId ?? []),
  ]);
  if (lock && ids.size > 0)
    await sql`select from criteria_record where id = any(${[...ids]}::uuid[]) order by id for update`.execute(
      db,
    );
  const records = new Map((await readRecords(db, [...ids])).map((record) => [record.id, record]));
  const read = (id: string): ListedRecord[] => {
    const record = records.get(id);
    return record ? [record] : [];
  };
  return rows.map((_, at) => ({
    byKey: (byKey[at] ?? []).flatMap(({ recordId }) => read(recordId)),
    equal: read(equal[at]?.recordId ?? '')[0],
  }));
}
