import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import {
  allSpent,
  markAlarmed,
  raiseForADay,
  readBudgets,
  spend,
  spentAmong,
} from '../../sidecar/criteria/budget.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Trx } from '../../sidecar/platform/db.ts';
import { insertAreas, network, north, office, south } from '../members/import-fixtures.ts';
import { atOnce } from '../support/at-once.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db.deleteFrom('guess_budget').execute();
});

/** Whether somebody waits for a lock of this transaction. */
async function waitsForUs(trx: Trx): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity where pg_backend_pid() = any(pg_blocking_pids(pid)) and datname = current_database()`.execute(
    trx,
  );
  return rows.length > 0;
}

const now = new Date('2026-03-10T08:20:00Z');
const inTrx = <T>(work: (trx: Trx) => Promise<T>) => database.db.transaction().execute(work);
const pay = (areaIds: readonly string[], at = now) => inTrx((trx) => spend(trx, areaIds, at));
const stands = async (areaId: string, at = now) => (await readBudgets(database.db, [areaId], at)).get(areaId);

test('500 parallel misses in crossed areas spend each budget to the last and none beyond', async () => {
  const pairs = [[north.id, south.id], [south.id, north.id], [south.id, office.id], [office.id]];
  const paid = await atOnce(500, (nth) => pay(pairs[nth % 4] as string[]));
  const of = (areaId: string) => paid.flat().filter((budget) => budget.areaId === areaId).length;
  expect([of(north.id), of(south.id), of(office.id)]).toEqual([20, 20, 20]);
  expect((await stands(north.id))?.spent).toBe(20);
  expect(await allSpent(database.db, now)).toEqual([office.id, north.id, south.id].toSorted());
});

test('a true match sees a miss that is being paid at the same moment', async () => {
  for (let nth = 0; nth < 19; nth++) await pay([north.id]);
  const look = await inTrx(async (trx) => {
    await spend(trx, [north.id], now);
    const looking = { answer: inTrx((other) => spentAmong(other, [north.id, south.id], now)) };
    const answered = looking.answer.then(() => true);
    while (!(await Promise.race([answered, waitsForUs(trx)])));
    return looking;
  });
  expect(await look.answer).toEqual([north.id]);
});

test('raised for a day it has as much again, afterwards and in the next month only what it has by itself', async () => {
  for (let nth = 0; nth < 25; nth++) await pay([north.id]);
  await inTrx((trx) => raiseForADay(trx, north.id, 20, now));
  expect(await allSpent(database.db, now)).toEqual([]);
  const paid = await atOnce(50, () => pay([north.id]));
  expect(paid.flat()).toHaveLength(20);
  await inTrx((trx) => raiseForADay(trx, north.id, 40, now));
  expect(await stands(north.id)).toMatchObject({ spent: 40, raised: 40 });
  expect(await inTrx((trx) => raiseForADay(trx, north.id, 40, now))).toBe(false);
  expect(await allSpent(database.db, addSeconds(now, 24 * 3600 + 1))).toEqual([north.id]);
  expect(await allSpent(database.db, new Date('2026-04-01T00:00:00Z'))).toEqual([]);
});

test('the budget follows the number of records within the hour; looking at it writes nothing', async () => {
  await pay([north.id]);
  await sql`with used_set as (
      insert into criteria_set (version, key_id, keys, rules) values (1, 1, '{lastName}', '{}') returning id
    ), records as (
      insert into criteria_record (set_id, lookup, origin)
      select id, int4send(nth), 'manual' from used_set, generate_series(1, 2150) as nth returning id
    ) insert into criteria_grant (record_id, area_id, role) select id, ${north.id}, 'member' from records`.execute(
    database.db,
  );
  expect(await stands(network.id)).toMatchObject({ budget: 22, spent: 0 });
  expect(await database.db.selectFrom('guess_budget').select('area_id').execute()).toHaveLength(1);
  expect(await stands(north.id)).toMatchObject({ budget: 20, spent: 1 });
  await pay([north.id], addSeconds(now, 3601));
  expect(await stands(north.id)).toMatchObject({ budget: 22, spent: 2 });
  await inTrx((trx) => markAlarmed(trx, north.id, 'half', now));
  expect(await stands(north.id)).toMatchObject({ alarmedAt: now, spentAlarmedAt: null });
});
