import type { Facts } from '../areas/field.ts';
import type { Db } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { nearLookups, setLookup } from './lookup.rules.ts';
import { decideMatch } from './match.rules.ts';
import { readMatching, type SetProbe } from './match.store.ts';
import { normaliseAll } from './normalise.rules.ts';
import type { Match } from './record.ts';
import { type CriteriaSet, readSets, withKeys } from './set.store.ts';

const newestOf = (sets: readonly CriteriaSet[]): number => Math.max(0, ...sets.map(({ id }) => id));

/** Where these facts would be found: in each set whose fields are all there. */
function probesFor(ring: KeyRing, sets: readonly CriteriaSet[], facts: Facts): SetProbe[] {
  return withKeys(ring, sets).flatMap(({ set, key }) => {
    const normal = normaliseAll(set.rules, facts);
    const complete = set.keys.every((each) => normal[each] !== undefined);
    return complete ? [{ set, lookup: setLookup(key, normal, set.keys) }] : [];
  });
}

/**
 * Whom these facts belong to: all stored facts equal, each compared by the rules its record was stored under. Two statements, whatever the
 * number of records; facts beyond those stored do not matter.
 */
export async function matchFacts(db: Db, ring: KeyRing, facts: Facts, now: Date): Promise<Match> {
  const sets = await readSets(db);
  const { newest, records } = await readMatching(db, probesFor(ring, sets, facts));
  // Between the two statements a record may have moved to a set that was made meanwhile.
  return newest > newestOf(sets) ? matchFacts(db, ring, facts, now) : decideMatch(records, now);
}

/** Keyed hashes of the places where these facts come near somebody (`readNear`), whoever is stored there; each once. */
export async function nearOf(db: Db, ring: KeyRing, facts: Facts): Promise<Buffer[]> {
  const lookups = withKeys(ring, await readSets(db)).flatMap(({ set, key }) =>
    nearLookups(key, normaliseAll(set.rules, facts), set.keys),
  );
  return [...new Map(lookups.map((lookup) => [lookup.toString('hex'), lookup])).values()];
}
