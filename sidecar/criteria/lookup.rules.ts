import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Facts } from '../areas/field.ts';
import { type KeyRing, subKey } from '../platform/secrets.ts';
import { normaliseAll, type Rules } from './normalise.rules.ts';

/** The key of all look-ups of records, from one of the ring (docs/adr/039); an object, because Node.js takes ten times as long with bytes. */
export const lookupKey = (ring: KeyRing, keyId: number): KeyObject =>
  createSecretKey(subKey(ring, keyId, 'criteria'));

/** 128 bits of HMAC-SHA-256: not to be guessed without the key, and half of the index. */
function hash(key: KeyObject, purpose: string, facts: Facts, keys: readonly string[]): Buffer {
  const text = JSON.stringify([purpose, keys.map((each) => [each, facts[each]])]);
  return createHmac('sha256', key).update(text).digest().subarray(0, 16);
}

/** What a record is found by: the keyed hash of all its normalised facts. `keys` are in alphabetical order. */
export const setLookup = (key: KeyObject, facts: Facts, keys: readonly string[]): Buffer =>
  hash(key, 'set', facts, keys);

/** What an import finds its record by again. */
export const importLookup = (key: KeyObject, facts: Facts): Buffer =>
  hash(key, 'import', facts, Object.keys(facts).toSorted());

/** The one field that names somebody by itself. */
const naming = 'employeeNumber';

/** The sets with one field left out that still name somebody: two fields or more, or the employee number. */
export function nearSets(keys: readonly string[]): string[][] {
  return keys
    .map((left) => keys.filter((key) => key !== left))
    .filter((rest) => rest.length >= 2 || rest[0] === naming);
}

/** What somebody comes near a record by: one hash a near set whose facts are all there. */
export function nearLookups(key: KeyObject, facts: Facts, keys: readonly string[]): Buffer[] {
  return nearSets(keys)
    .filter((rest) => rest.every((each) => facts[each] !== undefined))
    .map((rest) => hash(key, 'near', facts, rest));
}

/** All that is stored for looking somebody up; `keys` are the fields that something is known of, in alphabetical order. */
export type Hashed = { keys: readonly string[]; lookup: Buffer; near: readonly Buffer[] };

export function hashed(key: KeyObject, rules: Rules, facts: Facts): Hashed {
  const normal = normaliseAll(rules, facts);
  const keys = Object.keys(normal);
  return { keys, lookup: setLookup(key, normal, keys), near: nearLookups(key, normal, keys) };
}
