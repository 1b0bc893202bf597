import type { Facts } from '../areas/field.ts';
import type { Db } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { lookupKey, nearLookups, setLookup } from './lookup.rules.ts';
import { decideMatch } from './match.rules.ts';
import { readMatching, readNear } from './match.store.ts';
import { normaliseAll } from './normalise.rules.ts';
import type { Match, NearHit } from './record.ts';
import { type CriteriaSet, readSets } from './set.store.ts';

/** Each set in use with its key and the facts as its rules compare them; sets that share both are read once. */
function* underEachRule(ring: KeyRing, sets: readonly CriteriaSet[], facts: Facts) {
  const read = new Map<string, { key: Buffer; normal: Facts }>();
  // What was hashed with a key that is lost is not found until it is hashed anew.
  for (const set of sets.filter(({ keyId }) => ring.keys.has(keyId))) {
    const name = `${set.keyId} ${JSON.stringify(set.rules)}`;
    const known = read.get(name) ?? {
      key: lookupKey(ring, set.keyId),
      normal: normaliseAll(set.rules, facts),
    };
    read.set(name, known);
    yield { set, ...known };
  }
}

const newestOf = (sets: readonly CriteriaSet[]): number => Math.max(0, ...sets.map(({ id }) => id));

/**
 * Whom these facts belong to: all stored facts equal, each compared by the rules its record was stored under. Two statements, whatever the
 * number of records; facts beyond those stored do not matter.
 */
export async function matchFacts(db: Db, ring: KeyRing, facts: Facts, now: Date): Promise<Match> {
  const sets = await readSets(db);
  const probes = [...underEachRule(ring, sets, facts)]
    .filter(({ set, normal }) => set.keys.every((key) => normal[key] !== undefined))
    .map(({ set, key, normal }) => ({ setId: set.id, lookup: setLookup(key, normal, set.keys) }));
  const { newest, records } = await readMatching(db, probes);
  // Between the two statements a record may have moved to a set that was made meanwhile.
  return newest > newestOf(sets) ? matchFacts(db, ring, facts, now) : decideMatch(records, now);
}

/** Whose records these facts come near, for facts that match none; at most 100. */
export async function nearHits(db: Db, ring: KeyRing, facts: Facts): Promise<NearHit[]> {
  const lookups = new Map<string, Buffer>();
  for (const { set, key, normal } of underEachRule(ring, await readSets(db), facts))
    for (const lookup of nearLookups(key, normal, set.keys)) lookups.set(lookup.toString('hex'), lookup);
  return readNear(db, [...lookups.values()]);
}
