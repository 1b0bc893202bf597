import { sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { hashed, lookupKey } from './lookup.rules.ts';
import { type CurrentRules, ensureSets, holdRules, setName, takeRules } from './set.store.ts';
import './criteria.table.ts';

const batch = 1000;

/** Sets whose records are still to be hashed anew: of an older version, or under an older key. */
const overdue = sql<boolean>`not s.settled and (s.version, s.key_id) is distinct from (select (n.criteria_version, n.criteria_key_id) from network_setting n)`;

export async function isRehashDue(db: Db): Promise<boolean> {
  const { rows } = await sql`select 1 from criteria_set s where ${overdue} limit 1`.execute(db);
  return rows.length > 0;
}

type Place = { id: number; lookup: Buffer; after: string };
type Stored = { id: string; version: number; facts: Facts | null; lookup: Buffer };

/** The set that is worked on, with how far it has come; nobody else works on it until the transaction ends. */
async function takeSet(trx: Trx): Promise<Place | undefined> {
  const { rows } = await sql<Place>`
    select id, moved_lookup as lookup, moved_id as after from criteria_set s where ${overdue}
    order by id limit 1 for update skip locked`.execute(trx);
  return rows[0];
}

async function readNext(trx: Trx, { id, lookup, after }: Place): Promise<Stored[]> {
  const { rows } = await sql<Stored>`
    select id, version, "values" as facts, lookup from criteria_record
    where set_id = ${id} and lookup >= ${lookup} and (lookup, id) > (${lookup}, ${after})
    order by lookup, id limit ${batch}`.execute(trx);
  return rows;
}

/** Gives records their new place; those that are equal to another one there become twins, and nobody comes in by them. */
async function move(
  trx: Trx,
  ring: KeyRing,
  current: CurrentRules,
  from: number,
  rows: readonly Stored[],
): Promise<void> {
  const key = lookupKey(ring, current.keyId);
  const hashes = rows.flatMap(({ id, version, facts }) =>
    facts ? [{ id, version, hash: hashed(key, current.rules, facts) }] : [],
  );
  if (hashes.length === 0) return;
  const sets = await ensureSets(
    trx,
    current,
    hashes.map(({ hash }) => hash.keys),
  );
  const values = hashes.map(({ id, version, hash }) => ({
    id,
    version,
    set_id: sets.get(setName(hash.keys)),
    lookup: hash.lookup.toString('hex'),
  }));
  const moved = await sql<{ id: string }>`
    with place as (
      select v.id, v.version, v.set_id, decode(v.lookup, 'hex') as lookup,
        row_number() over (partition by v.set_id, v.lookup order by v.id) as rank
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v(id uuid, version int, set_id int, lookup text)
    )
    update criteria_record r set set_id = p.set_id, lookup = p.lookup, twin = p.rank > 1 or exists (
      select from criteria_record o where o.set_id = p.set_id and o.lookup = p.lookup and o.state <> 'locked' and not o.twin)
    from place p
    where r.id = p.id and r.version = p.version and r.set_id = ${from} and r."values" is not null
    returning r.id`.execute(trx);
  const ids = moved.rows.map(({ id }) => id);
  const near = hashes.flatMap(({ id, hash }) =>
    hash.near.map((each) => ({ id, near: each.toString('hex') })),
  );
  await sql`delete from criteria_near where record_id = any(${ids}::uuid[])`.execute(trx);
  await sql`
    insert into criteria_near (near, record_id)
    select decode(v.near, 'hex'), v.id from jsonb_to_recordset(${JSON.stringify(near)}::jsonb) as v(id uuid, near text)
    where v.id = any(${ids}::uuid[]) on conflict do nothing`.execute(trx);
}

/** An old set stays only where records are in it whose facts were dropped. */
async function settle(trx: Trx, setId: number): Promise<void> {
  await sql`update criteria_set set settled = true where id = ${setId}`.execute(trx);
  await sql`delete from criteria_set s where s.id = ${setId}
    and not exists (select from criteria_record r where r.set_id = s.id)`.execute(trx);
}

/**
 * Hashes the next thousand records of an older version or key by the current ones. Each moves from its old place to the new one within
 * one statement, so that it is found at every moment. False where nothing is left, or somebody else is at it.
 */
export async function rehashNext(trx: Trx, ring: KeyRing): Promise<boolean> {
  const current = await holdRules(trx, ring);
  const set = await takeSet(trx);
  if (!set) return false;
  const rows = await readNext(trx, set);
  const last = rows.at(-1);
  if (!last) {
    await settle(trx, set.id);
    return true;
  }
  await move(trx, ring, current, set.id, rows);
  await sql`update criteria_set set moved_lookup = ${last.lookup}, moved_id = ${last.id} where id = ${set.id}`.execute(
    trx,
  );
  await sql`update criteria_change set moved = moved + ${rows.length} where state = 'applying'`.execute(trx);
  return true;
}

/** Whether records are hashed under another key than the current one of the folder. */
export async function isKeyOld(db: Db, ring: KeyRing): Promise<boolean> {
  const { rows } = await sql`select 1 from network_setting where criteria_key_id <> ${ring.current}`.execute(
    db,
  );
  return rows.length > 0;
}

/** From now on records are stored under the current key; those stored before follow by `rehashNext`. */
export async function changeKey(trx: Trx, ring: KeyRing): Promise<void> {
  await takeRules(trx, ring);
  await sql`update network_setting set criteria_key_id = ${ring.current}`.execute(trx);
}
