import { sql } from 'kysely';
import type { Facts } from '../areas/field.ts';
import { isUniqueViolation, type Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { collisionsOf } from './collision.store.ts';
import { hashed, importLookup, lookupKey } from './lookup.rules.ts';
import { normaliseAll } from './normalise.rules.ts';
import { type Changed, type Collision, type RecordChange, searchText } from './record.ts';
import { type CurrentRules, ensureSets, holdRules, setName } from './set.store.ts';
import './criteria.table.ts';

type Wanted = { id: string; facts: Facts };

/** Collisions with what is stored, and with those before them in the same batch. */
async function collisionsAmong(
  trx: Trx,
  ring: KeyRing,
  current: CurrentRules,
  wanted: readonly Wanted[],
): Promise<Map<string, Collision>> {
  const key = lookupKey(ring, current.keyId);
  const stored = await collisionsOf(trx, ring, wanted);
  const seen = new Map<string, string>();
  const collisions = new Map<string, Collision>();
  for (const [at, { id, facts }] of wanted.entries()) {
    const lookup = hashed(key, current.rules, facts).lookup.toString('hex');
    const first = seen.get(lookup);
    const collision =
      stored[at] ?? (first === undefined ? undefined : { recordId: first, state: 'open' as const });
    if (collision) collisions.set(id, collision);
    else seen.set(lookup, id);
  }
  return collisions;
}

async function write(
  trx: Trx,
  ring: KeyRing,
  current: CurrentRules,
  changes: readonly RecordChange[],
): Promise<Set<string>> {
  const key = lookupKey(ring, current.keyId);
  const rows = changes.map((change) => ({ change, hash: hashed(key, current.rules, change.facts) }));
  if (rows.some(({ hash }) => hash.keys.length === 0)) throw new Error('a record without facts');
  const sets = await ensureSets(
    trx,
    current,
    rows.map(({ hash }) => hash.keys),
  );
  const values = rows.map(({ change, hash }) => ({
    id: change.id,
    version: change.version,
    set_id: sets.get(setName(hash.keys)),
    lookup: hash.lookup.toString('hex'),
    key_lookup: change.keyFacts && importLookup(key, normaliseAll({}, change.keyFacts)).toString('hex'),
    facts: change.facts,
    search: searchText(change.facts),
    ends_at: change.endsAt,
  }));
  const grants = changes.flatMap(({ id, grants }) =>
    grants.map(({ areaId, role }) => ({ id, area_id: areaId, role })),
  );
  const near = rows.flatMap(({ change, hash }) =>
    hash.near.map((each) => ({ id: change.id, near: each.toString('hex') })),
  );
  const changed = await sql<{ id: string }>`
    update criteria_record r set set_id = v.set_id, lookup = decode(v.lookup, 'hex'), twin = false,
      key_lookup = coalesce(decode(v.key_lookup, 'hex'), r.key_lookup), "values" = v.facts, search = v.search,
      ends_at = v.ends_at, version = r.version + 1
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v(id uuid, version int, set_id int, lookup text, key_lookup text,
      facts jsonb, search text, ends_at timestamptz)
    where r.id = v.id and r.version = v.version and r.state in ('open', 'locked')
    returning r.id
  `.execute(trx);
  const ids = changed.rows.map(({ id }) => id);
  await sql`delete from criteria_grant where record_id = any(${ids}::uuid[])`.execute(trx);
  await sql`delete from criteria_near where record_id = any(${ids}::uuid[])`.execute(trx);
  await sql`
    with granted as (
      insert into criteria_grant (record_id, area_id, role)
      select v.id, v.area_id, v.role from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as v(id uuid, area_id uuid, role text)
      where v.id = any(${ids}::uuid[])
    )
    insert into criteria_near (near, record_id)
    select decode(v.near, 'hex'), v.id from jsonb_to_recordset(${JSON.stringify(near)}::jsonb) as v(id uuid, near text)
    where v.id = any(${ids}::uuid[]) on conflict do nothing
  `.execute(trx);
  return new Set(ids);
}

/** Runs `change` again where somebody stored an equal record at the same moment: it is there by then, and named as a collision. */
async function againWhenMet<T>(trx: Trx, change: () => Promise<T>, tries = 3): Promise<T> {
  await sql`savepoint equal`.execute(trx);
  try {
    const done = await change();
    await sql`release savepoint equal`.execute(trx);
    return done;
  } catch (thrown) {
    if (tries === 1 || !isUniqueViolation(thrown, 'criteria_record_single')) throw thrown;
    await sql`rollback to savepoint equal`.execute(trx);
    return againWhenMet(trx, change, tries - 1);
  }
}

/**
 * Gives records other facts, grants and end dates, and answers for each in order; only those open or locked can be changed. Made for
 * batches of 500 to 1,000.
 */
export async function changeRecords(
  trx: Trx,
  ring: KeyRing,
  changes: readonly RecordChange[],
): Promise<Changed[]> {
  if (changes.length === 0) return [];
  const current = await holdRules(trx, ring);
  return againWhenMet(trx, async () => {
    const collisions = await collisionsAmong(trx, ring, current, changes);
    const done = await write(
      trx,
      ring,
      current,
      changes.filter(({ id }) => !collisions.has(id)),
    );
    return changes.map(({ id }): Changed => {
      const collision = collisions.get(id);
      if (collision) return { collision };
      return done.has(id) ? { id } : 'overtaken';
    });
  });
}

/** Takes open records out of use; returns the ids of those that are now. */
export async function lockRecords(trx: Trx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update criteria_record set state = 'locked' where id = any(${ids}::uuid[]) and state = 'open' returning id`.execute(
    trx,
  );
  return rows.map(({ id }) => id);
}

/** Puts locked records into use again; those that would be equal to another one stay locked and are named with it. */
export async function unlockRecords(
  trx: Trx,
  ring: KeyRing,
  ids: readonly string[],
): Promise<{ unlocked: string[]; collisions: ReadonlyMap<string, Collision> }> {
  const current = await holdRules(trx, ring);
  return againWhenMet(trx, async () => {
    const { rows } = await sql<{ id: string; facts: Facts }>`
      select id, "values" as facts from criteria_record
      where id = any(${ids}::uuid[]) and state = 'locked' and "values" is not null order by created_at, id for update`.execute(
      trx,
    );
    const collisions = await collisionsAmong(trx, ring, current, rows);
    const unlocked = rows.map(({ id }) => id).filter((id) => !collisions.has(id));
    await sql`update criteria_record set state = 'open', twin = false where id = any(${unlocked}::uuid[])`.execute(
      trx,
    );
    return { unlocked, collisions };
  });
}
