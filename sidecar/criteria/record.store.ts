import { type KeyObject, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { collisionsOf } from './collision.store.ts';
import { type Hashed, hashed, importLookup, lookupKey } from './lookup.rules.ts';
import { normaliseAll } from './normalise.rules.ts';
import { type Collision, type Inserted, type NewRecord, searchText } from './record.ts';
import { type CurrentRules, ensureSets, holdRules, setName } from './set.store.ts';
import './criteria.table.ts';

const anyOf = (ids: readonly string[]) => sql<string>`any(${ids}::uuid[])`;

type Row = { id: string; record: NewRecord; hash: Hashed; keyLookup: string | null };

function rowOf(current: CurrentRules, key: KeyObject, record: NewRecord): Row {
  const hash = hashed(key, current.rules, record.facts);
  if (hash.keys.length === 0) throw new Error('a record without facts');
  const { keyFacts } = record;
  const keyLookup = keyFacts ? importLookup(key, normaliseAll({}, keyFacts)).toString('hex') : null;
  return { id: randomUUID(), record, hash, keyLookup };
}

/** Stores what nobody else has; whoever stores an equal record at the same time is waited for. */
async function store(
  trx: Trx,
  sets: ReadonlyMap<string, number>,
  rows: readonly Row[],
): Promise<Set<string>> {
  // In the order of the index, so that two batches with the same people wait for one another instead of blocking each other.
  const sorted = rows.toSorted((a, b) => Buffer.compare(a.hash.lookup, b.hash.lookup));
  const values = sorted.map(({ id, record, hash, keyLookup }) => ({
    id,
    set_id: sets.get(setName(hash.keys)),
    lookup: hash.lookup.toString('hex'),
    key_lookup: keyLookup,
    facts: record.facts,
    search: searchText(record.facts),
    ends_at: record.endsAt,
    origin: record.origin,
    import_id: record.importId,
    form_key: record.formKey,
    created_by: record.createdBy,
  }));
  const grants = rows.flatMap(({ id, record }) =>
    record.grants.map(({ areaId, role }) => ({ id, area_id: areaId, role })),
  );
  const near = rows.flatMap(({ id, hash }) => hash.near.map((each) => ({ id, near: each.toString('hex') })));
  const stored = await sql<{ id: string }>`
    with added as (
      insert into criteria_record (id, set_id, lookup, key_lookup, "values", search, ends_at, origin, import_id, form_key, created_by)
      select id, set_id, decode(lookup, 'hex'), decode(key_lookup, 'hex'), facts, search, ends_at, origin, import_id, form_key, created_by
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as v(id uuid, set_id int, lookup text, key_lookup text, facts jsonb,
        search text, ends_at timestamptz, origin text, import_id uuid, form_key uuid, created_by uuid)
      on conflict do nothing returning id
    ), granted as (
      insert into criteria_grant (record_id, area_id, role)
      select v.id, v.area_id, v.role from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb) as v(id uuid, area_id uuid, role text)
      where v.id in (select id from added)
    ), neared as (
      insert into criteria_near (near, record_id)
      select decode(v.near, 'hex'), v.id from jsonb_to_recordset(${JSON.stringify(near)}::jsonb) as v(id uuid, near text)
      where v.id in (select id from added) on conflict do nothing
    )
    select id from added
  `.execute(trx);
  return new Set(stored.rows.map(({ id }) => id));
}

async function sentBefore(trx: Trx, rows: readonly Row[]): Promise<Map<string, string>> {
  const formKeys = rows.flatMap(({ record }) => record.formKey ?? []);
  if (formKeys.length === 0) return new Map();
  const found = await trx
    .selectFrom('criteria_record')
    .select(['id', 'form_key'])
    .where('form_key', 'in', formKeys)
    .execute();
  return new Map(found.map(({ id, form_key: formKey }) => [formKey ?? '', id]));
}

/**
 * Stores records and answers for each in order; of equal ones, in this batch or against what is there, one is stored. Made for batches of
 * 500 to 1,000, in seven statements.
 */
export async function insertRecords(
  trx: Trx,
  ring: KeyRing,
  records: readonly NewRecord[],
): Promise<Inserted[]> {
  if (records.length === 0) return [];
  const current = await holdRules(trx, ring);
  const key = lookupKey(ring, current.keyId);
  const rows = records.map((record) => rowOf(current, key, record));
  const sets = await ensureSets(
    trx,
    current,
    rows.map(({ hash }) => hash.keys),
  );
  const known = await collisionsOf(trx, ring, records);
  const added = await store(
    trx,
    sets,
    rows.filter((_, at) => !known[at]),
  );
  const refused = rows.filter(({ id }) => !added.has(id));
  const [met, sent] = [
    await collisionsOf(
      trx,
      ring,
      refused.map(({ record }) => record),
    ),
    await sentBefore(trx, refused),
  ];
  const answers = new Map(
    refused.map(({ id, record }, at) => [id, answer(sent.get(record.formKey ?? ''), met[at])]),
  );
  return rows.map(({ id }) => answers.get(id) ?? { id, isNew: true });
}

/** Why a record was not stored; a collision that is gone again by now is for the caller to try once more. */
function answer(sent: string | undefined, collision: Collision | undefined): Inserted {
  if (sent !== undefined) return { id: sent, isNew: false };
  if (!collision) throw new AppError('conflict');
  return { collision };
}

/** Removes records; returns the ids of those removed: somebody's whose account is being made right now stays. */
export async function removeRecords(trx: Trx, ids: readonly string[]): Promise<string[]> {
  const rows = await trx
    .deleteFrom('criteria_record')
    .where('id', '=', anyOf(ids))
    .where('state', '<>', 'redeeming')
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * Forgets what these records were compared by, in the files and rows of imports, too, soon after; the keyed hashes of facts and import
 * key stay, so that their use is still known.
 */
export async function dropFacts(trx: Trx, ids: readonly string[]): Promise<void> {
  await trx
    .updateTable('criteria_record')
    .set({ values: null, search: '', files_due: true })
    .where('id', '=', anyOf(ids))
    .execute();
  await trx.deleteFrom('criteria_near').where('record_id', '=', anyOf(ids)).execute();
}
