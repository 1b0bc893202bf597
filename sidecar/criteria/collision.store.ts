import { sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import type { Db } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import type { RecordState } from './criteria.table.ts';
import { importLookup, lookupKey, setLookup } from './lookup.rules.ts';
import { normaliseAll } from './normalise.rules.ts';
import type { Candidate, Collision } from './record.ts';
import { type CriteriaSet, readSets, setName, withKeys } from './set.store.ts';

type Probe = { at: number; setId: number; lookup: Buffer; id: string | null };

/** Where each candidate would be found: in every set of its own fields, under the rules of each. */
function probes(ring: KeyRing, sets: readonly CriteriaSet[], candidates: readonly Candidate[]): Probe[] {
  const named = Map.groupBy(withKeys(ring, sets), ({ set }) => setName(set.keys));
  return candidates.flatMap(({ facts, id = null }, at) => {
    const keys = Object.keys(normaliseAll({}, facts));
    return (named.get(setName(keys)) ?? []).map(({ set, key }) => {
      const lookup = setLookup(key, normaliseAll(set.rules, facts), keys);
      return { at, setId: set.id, lookup, id };
    });
  });
}

/** For each candidate in order: the record that has equal facts already, or undefined. One probe of the index each. */
export async function collisionsOf(
  db: Db,
  ring: KeyRing,
  candidates: readonly Candidate[],
): Promise<(Collision | undefined)[]> {
  const asked = probes(ring, await readSets(db), candidates);
  const { rows } = await sql<Collision & { at: number }>`
    select distinct on (p.at) p.at, r.id as "recordId", r.state
    from unnest(${asked.map(({ at }) => at)}::int[], ${asked.map(({ setId }) => setId)}::int[],
      ${asked.map(({ lookup }) => lookup)}::bytea[], ${asked.map(({ id }) => id)}::uuid[]) as p(at, set_id, lookup, id)
    cross join lateral (
      select id, state, created_at from criteria_record
      where set_id = p.set_id and lookup = p.lookup and state <> 'locked' and id is distinct from p.id limit 10
    ) r
    order by p.at, r.created_at, r.id
  `.execute(db);
  const found = new Map(rows.map(({ at, ...collision }) => [at, collision]));
  return candidates.map((_, at) => found.get(at));
}

export type KeyHit = { recordId: string; state: RecordState; version: number };

/** The look-up of an import's key under every key still held, because it outlives the facts that it was made of. */
export function importLookups(ring: KeyRing, keyFacts: Facts): Buffer[] {
  const facts = normaliseAll({}, keyFacts);
  return [...ring.keys.keys()].map((keyId) => importLookup(lookupKey(ring, keyId), facts));
}

/** For each list of key facts in order: the records stored with them, whatever their state and even if their facts were dropped. */
export async function recordsByKey(db: Db, ring: KeyRing, keys: readonly Facts[]): Promise<KeyHit[][]> {
  const asked = keys.flatMap((facts, at) => importLookups(ring, facts).map((lookup) => ({ at, lookup })));
  const { rows } = await sql<KeyHit & { at: number }>`
    select p.at, r.id as "recordId", r.state, r.version
    from unnest(${asked.map(({ at }) => at)}::int[], ${asked.map(({ lookup }) => lookup)}::bytea[]) as p(at, lookup)
    join criteria_record r on r.key_lookup = p.lookup order by p.at, r.created_at, r.id
  `.execute(db);
  const hits = keys.map((): KeyHit[] => []);
  for (const { at, ...hit } of rows) hits[at]?.push(hit);
  return hits;
}
