import { sql } from 'kysely';
import type { Comparison } from '../areas/field.table.ts';
import type { Facts } from '../areas/field.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { KeyRing } from '../platform/secrets.ts';
import type { ChangeState, RecordState } from './criteria.table.ts';
import { hashed, lookupKey } from './lookup.rules.ts';
import type { Rules } from './normalise.rules.ts';
import { readSets } from './set.store.ts';
import './criteria.table.ts';

export type Comparisons = Readonly<Record<string, Comparison>>;
export type RulesChange = {
  id: string;
  state: ChangeState;
  comparisons: Comparisons;
  keyId: number;
  total: number;
  checkedTo: string;
  checked: number;
  collisions: number;
  moved: number;
};

const batch = 1000;
const columns = sql`id, state, comparisons, key_id as "keyId", total, checked_to as "checkedTo", checked, collisions, moved`;

/** The change that is open, if any. */
export async function readOpenChange(db: Db): Promise<RulesChange | undefined> {
  const { rows } = await sql<RulesChange>`
    select ${columns} from criteria_change where state in ('checking', 'checked', 'applying')`.execute(db);
  return rows[0];
}

/** Asks for a change; another open one is refused by an index. */
export async function insertChange(
  trx: Trx,
  change: { comparisons: Comparisons; keyId: number; createdBy: string },
): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into criteria_change (comparisons, key_id, created_by, total)
    values (${JSON.stringify(change.comparisons)}::jsonb, ${change.keyId}, ${change.createdBy},
      (select count(*) from criteria_record)) returning id`.execute(trx);
  return rows[0]?.id ?? '';
}

/** Moves an open change on; false where it was not in this state any more. */
export async function turnChange(
  trx: Trx,
  id: string,
  from: readonly ChangeState[],
  to: ChangeState,
  now: Date,
): Promise<boolean> {
  const { rows } = await sql`
    update criteria_change set state = ${to}, ended_at = case when ${to} in ('done', 'cancelled') then ${now}::timestamptz end
    where id = ${id} and state = any(${from}::text[]) returning id`.execute(trx);
  return rows.length > 0;
}

/** `rules` with other comparisons. */
export function withComparisons(rules: Rules, comparisons: Comparisons): Rules {
  return Object.fromEntries(
    Object.entries(rules).map(([key, rule]) => [
      key,
      { ...rule, comparison: comparisons[key] ?? rule.comparison },
    ]),
  );
}

async function takeChecking(trx: Trx): Promise<RulesChange | undefined> {
  const { rows } = await sql<RulesChange>`
    select ${columns} from criteria_change where state = 'checking' for update skip locked`.execute(trx);
  return rows[0];
}

/** Marks what would become equal that is not by now, and says that it is all. */
async function finishCheck(trx: Trx, id: string): Promise<void> {
  await sql`
    with equal as (
      select lookup from criteria_check where change_id = ${id} group by lookup having count(*) > 1
    ), marked as (
      update criteria_check c set collides = true from (
        select e.lookup from equal e
        join criteria_check c on c.change_id = ${id} and c.lookup = e.lookup
        join criteria_record r on r.id = c.record_id and r.state <> 'locked'
        group by e.lookup having count(distinct r.lookup) > 1
      ) m where c.change_id = ${id} and c.lookup = m.lookup returning c.lookup
    )
    update criteria_change set state = 'checked', collisions = (select count(distinct lookup) from marked)
    where id = ${id}`.execute(trx);
}

/**
 * Looks at the next thousand records: what they would be looked up by. The last step marks those that become equal. False where nothing
 * is left to check, or somebody else is at it.
 */
export async function checkNext(trx: Trx, ring: KeyRing, currentRules: Rules): Promise<boolean> {
  const change = await takeChecking(trx);
  if (!change) return false;
  const changed = Object.keys(change.comparisons);
  const concerned = (await readSets(trx)).filter(({ keys }) => keys.some((key) => changed.includes(key)));
  const { rows } = await sql<{ id: string; facts: Facts }>`
    select id, "values" as facts from criteria_record
    where id > ${change.checkedTo} and set_id = any(${concerned.map(({ id }) => id)}::int[]) and "values" is not null
    order by id limit ${batch}`.execute(trx);
  const last = rows.at(-1);
  if (!last) {
    await finishCheck(trx, change.id);
    return true;
  }
  const rules = withComparisons(currentRules, change.comparisons);
  const key = lookupKey(ring, change.keyId);
  const lookups = rows.map(({ facts }) => hashed(key, rules, facts).lookup);
  await sql`
    insert into criteria_check (change_id, record_id, lookup)
    select ${change.id}, r.id, r.lookup from unnest(${rows.map(({ id }) => id)}::uuid[], ${lookups}::bytea[]) as r(id, lookup)`.execute(
    trx,
  );
  await sql`update criteria_change set checked_to = ${last.id}, checked = checked + ${rows.length} where id = ${change.id}`.execute(
    trx,
  );
  return true;
}

/** Throws away the next part of what checks have left behind; false where nothing is left. */
export async function purgeNext(db: Db): Promise<boolean> {
  const { rows } = await sql`
    delete from criteria_check where (record_id, change_id) in (
      select c.record_id, c.change_id from criteria_check c join criteria_change h on h.id = c.change_id
      where h.state in ('done', 'cancelled') limit 10000) returning 1`.execute(db);
  return rows.length > 0;
}

export type EqualGroup = { records: readonly { id: string; state: RecordState; facts: Facts | null }[] };
const members = sql`jsonb_agg(jsonb_build_object('id', r.id, 'state', r.state, 'facts', r."values") order by r.created_at, r.id)`;

/** Groups of records that would become equal by this change; at most `limit`. */
export async function readCollisions(db: Db, changeId: string, limit: number): Promise<EqualGroup[]> {
  const { rows } = await sql<EqualGroup>`
    select ${members} as records from criteria_check c join criteria_record r on r.id = c.record_id
    where c.change_id = ${changeId} and c.collides group by c.lookup order by c.lookup limit ${limit}`.execute(
    db,
  );
  return rows;
}

/** Groups of records that are equal since a change: nobody comes in by them until all but one are gone or differ. */
export async function readTwins(db: Db, limit: number): Promise<EqualGroup[]> {
  const { rows } = await sql<EqualGroup>`
    select ${members} as records from (select distinct set_id, lookup from criteria_record where twin and state <> 'locked') t
    join criteria_record r on r.set_id = t.set_id and r.lookup = t.lookup and r.state <> 'locked'
    group by r.set_id, r.lookup having count(*) > 1 order by r.set_id, r.lookup limit ${limit}`.execute(db);
  return rows;
}
