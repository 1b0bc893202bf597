import type { KeyObject } from 'node:crypto';
import { sql } from 'kysely';
import type { Db, Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { lookupKey } from './lookup.rules.ts';
import type { Rules } from './normalise.rules.ts';
import './criteria.table.ts';

/** Fields that records are stored by, with the rules and the key of their hashes. */
export type CriteriaSet = {
  id: number;
  version: number;
  keyId: number;
  keys: readonly string[];
  rules: Rules;
};
/** What new hashes are made by. */
export type CurrentRules = { version: number; keyId: number; rules: Rules };

const fieldRules = sql`(select jsonb_object_agg(key, jsonb_build_object('type', type, 'comparison', comparison)) from member_field)`;
const lock = sql`hashtextextended('einlass criteria rules', 0)`;

/** Every set in use. */
export async function readSets(db: Db): Promise<CriteriaSet[]> {
  const { rows } = await sql<CriteriaSet>`
    select id, version, key_id as "keyId", keys, rules from criteria_set`.execute(db);
  return rows;
}

async function readCurrent(trx: Trx) {
  const { rows } = await sql<{ version: number; keyId: number | null; rules: Rules }>`
    select criteria_version as version, criteria_key_id as "keyId", ${fieldRules} as rules from network_setting
  `.execute(trx);
  if (!rows[0]) throw new Error('the network has no settings');
  return rows[0];
}

async function firstKey(trx: Trx, ring: KeyRing): Promise<number> {
  const row = await trx
    .updateTable('network_setting')
    .set({ criteria_key_id: sql`coalesce(criteria_key_id, ${ring.current}::integer)` })
    .returning('criteria_key_id as keyId')
    .executeTakeFirstOrThrow();
  return row.keyId ?? ring.current;
}

async function currentRules(trx: Trx, ring: KeyRing): Promise<CurrentRules> {
  const { keyId, ...current } = await readCurrent(trx);
  return { ...current, keyId: keyId ?? (await firstKey(trx, ring)) };
}

/** The rules and key that count until the transaction ends: who changes them waits for whoever stores records. */
export async function holdRules(trx: Trx, ring: KeyRing): Promise<CurrentRules> {
  await sql`select pg_advisory_xact_lock_shared(${lock})`.execute(trx);
  return currentRules(trx, ring);
}

/** Takes the rules for a change of them: waits for those who store records, and lets no more of them begin. */
export async function takeRules(trx: Trx, ring: KeyRing): Promise<CurrentRules> {
  await sql`select pg_advisory_xact_lock(${lock})`.execute(trx);
  return currentRules(trx, ring);
}

/** The key of a list of fields, for maps. */
export const setName = (keys: readonly string[]): string => keys.join(' ');

/** The sets with their keys; what was hashed with a key that is lost is not found until it is hashed anew. */
export function withKeys(
  ring: KeyRing,
  sets: readonly CriteriaSet[],
): { set: CriteriaSet; key: KeyObject }[] {
  const used = [...new Set(sets.map(({ keyId }) => keyId))].filter((keyId) => ring.keys.has(keyId));
  const keys = new Map(used.map((keyId) => [keyId, lookupKey(ring, keyId)]));
  return sets.flatMap((set) => {
    const key = keys.get(set.keyId);
    return key ? [{ set, key }] : [];
  });
}

const rulesOf = ({ rules }: CurrentRules, keys: readonly string[]): Rules =>
  Object.fromEntries(Object.entries(rules).filter(([key]) => keys.includes(key)));

/** Ids of the current sets of these fields, by `setName`; made where they are missing. */
export async function ensureSets(
  trx: Trx,
  current: CurrentRules,
  wanted: readonly (readonly string[])[],
): Promise<Map<string, number>> {
  const named = new Map(wanted.map((keys) => [setName(keys), { keys, rules: rulesOf(current, keys) }]));
  const { rows } = await sql<{ id: number; name: string }>`
    with wanted as (
      select * from jsonb_to_recordset(${JSON.stringify([...named.values()])}::jsonb) as w(keys text[], rules jsonb)
    ),
    made as (
      insert into criteria_set (version, key_id, keys, rules)
      select ${current.version}, ${current.keyId}, keys, rules from wanted w
      where not exists (select from criteria_set s where s.version = ${current.version}
        and s.key_id = ${current.keyId} and s.keys = w.keys)
      on conflict (version, key_id, keys) do update set keys = excluded.keys
      returning id, keys
    )
    select id, array_to_string(keys, ' ') as name from made
    union all
    select s.id, array_to_string(s.keys, ' ') from criteria_set s join wanted w on w.keys = s.keys
    where s.version = ${current.version} and s.key_id = ${current.keyId}
  `.execute(trx);
  return new Map(rows.map(({ id, name }) => [name, id]));
}
