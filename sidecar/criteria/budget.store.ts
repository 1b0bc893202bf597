import { sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import './criteria.table.ts';
import { allowedOf, type Budget, budgetFor, monthOf, raisedOf, recountSeconds } from './guessing.rules.ts';

export type AreaBudget = Budget & { areaId: string; alarmedAt: Date | null; spentAlarmedAt: Date | null };

const columns = [
  'area_id as areaId',
  'budget',
  'spent',
  'raised',
  'raised_until as raisedUntil',
  'alarmed_at as alarmedAt',
  'spent_alarmed_at as spentAlarmedAt',
] as const;

const thisMonth = (now: Date) => sql<boolean>`month = ${monthOf(now)}::date`;
const ofThese = (areaIds: readonly string[], now: Date) =>
  sql<boolean>`area_id = any(${areaIds}::uuid[]) and month = ${monthOf(now)}::date`;
const room = (now: Date) => sql<number>`(budget + case when raised_until > ${now} then raised else 0 end)`;

/** Records in whatever state by area: those that grant something there, for the network itself all there are. */
async function countRecords(db: Db, areaIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ areaId: string; records: number }>`
    select area.id as "areaId", case when parent_id is null then (select count(*) from criteria_record)
      else (select count(*) from criteria_grant where area_id = area.id) end as records
    from area where id = any(${areaIds}::uuid[])`.execute(db);
  return new Map(rows.map(({ areaId, records }) => [areaId, Number(records)]));
}

/** Makes the month's rows where they are missing, and counts records again where that is an hour ago; locks in order of the ids. */
async function openBudgets(trx: Trx, areaIds: readonly string[], now: Date): Promise<void> {
  await sql`
    insert into guess_budget (area_id, month)
    select id, ${monthOf(now)}::date from unnest(${areaIds}::uuid[]) as id order by id
    on conflict do nothing`.execute(trx);
  const stale = await trx
    .selectFrom('guess_budget')
    .select('area_id as areaId')
    .where(ofThese(areaIds, now))
    .where(sql<boolean>`counted_at is null or counted_at < ${addSeconds(now, -recountSeconds)}`)
    .orderBy('area_id')
    .forUpdate()
    .execute();
  if (stale.length === 0) return;
  for (const [areaId, records] of await countRecords(
    trx,
    stale.map(({ areaId }) => areaId),
  ))
    await trx
      .updateTable('guess_budget')
      .set({ budget: budgetFor(records), counted_at: now })
      .where(ofThese([areaId], now))
      .execute();
}

/**
 * Takes one from each of these areas' budgets, each only where something is left, whatever else is tried at the same moment; answers
 * those that paid, as they are now. The rows stay locked until the transaction ends.
 */
export async function spend(trx: Trx, areaIds: readonly string[], now: Date): Promise<AreaBudget[]> {
  if (areaIds.length === 0) return [];
  await openBudgets(trx, areaIds, now);
  const locked = trx
    .selectFrom('guess_budget')
    .select('area_id')
    .where(ofThese(areaIds, now))
    .orderBy('area_id')
    .forUpdate();
  return trx
    .with('locked', () => locked)
    .updateTable('guess_budget')
    .set({ spent: sql`spent + 1` })
    .where('area_id', 'in', (from) => from.selectFrom('locked').select('area_id'))
    .where(thisMonth(now))
    .where('spent', '<', room(now))
    .returning(columns)
    .execute();
}

/** Which of these areas' budgets are spent; waits for misses that are being paid, so that none is overlooked. */
export async function spentAmong(trx: Trx, areaIds: readonly string[], now: Date): Promise<string[]> {
  const rows = await trx
    .selectFrom('guess_budget')
    .select(['area_id as areaId', sql<boolean>`spent >= ${room(now)}`.as('isSpent')])
    .where(ofThese(areaIds, now))
    .orderBy('area_id')
    .forShare()
    .execute();
  return rows.filter(({ isSpent }) => isSpent).map(({ areaId }) => areaId);
}

/** Every area whose budget is spent this month. */
export async function allSpent(db: Db, now: Date): Promise<string[]> {
  const rows = await db
    .selectFrom('guess_budget')
    .select('area_id as areaId')
    .where(thisMonth(now))
    .where('spent', '>=', room(now))
    .orderBy('area_id')
    .execute();
  return rows.map(({ areaId }) => areaId);
}

/** The alarm of this day is given; in the transaction that pays. */
export async function markAlarmed(
  trx: Trx,
  areaId: string,
  alarm: 'half' | 'spent',
  now: Date,
): Promise<void> {
  await trx
    .updateTable('guess_budget')
    .set(alarm === 'half' ? { alarmed_at: now } : { spent_alarmed_at: now })
    .where(ofThese([areaId], now))
    .execute();
}

/** Budgets of these areas by area, as they stand; looking at them writes nothing. */
export async function readBudgets(
  db: Db,
  areaIds: readonly string[],
  now: Date,
): Promise<Map<string, AreaBudget>> {
  const rows = await db.selectFrom('guess_budget').select(columns).where(ofThese(areaIds, now)).execute();
  const known = new Map(rows.map((row) => [row.areaId, row]));
  const unused = areaIds.filter((areaId) => !known.has(areaId));
  for (const [areaId, records] of await countRecords(db, unused))
    known.set(areaId, {
      areaId,
      budget: budgetFor(records),
      spent: 0,
      raised: 0,
      raisedUntil: null,
      alarmedAt: null,
      spentAlarmedAt: null,
    });
  return known;
}

/** Raises an area's budget for a day by what it is by itself, once more where it was raised; false where `seen` is not what may be spent now. */
export async function raiseForADay(trx: Trx, areaId: string, seen: number, now: Date): Promise<boolean> {
  await openBudgets(trx, [areaId], now);
  const before = await trx
    .selectFrom('guess_budget')
    .select(columns)
    .where(ofThese([areaId], now))
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (allowedOf(before, now) !== seen) return false;
  const { raised, raisedUntil } = raisedOf(before, now);
  await trx
    .updateTable('guess_budget')
    .set({ raised, raised_until: raisedUntil })
    .where(ofThese([areaId], now))
    .execute();
  return true;
}
