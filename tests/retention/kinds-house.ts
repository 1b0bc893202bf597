import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Forgetting } from '../../sidecar/platform/forgetting.ts';
import { id, insertAreas, north } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { daysAgo, now, type Rows, rowsOf } from './rows.ts';

let opened: TestDatabase;
export let db: Db;
export let rows: Rows;
/** Somebody who signed in long ago. */
export const mia = id(700);
beforeAll(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  rows = rowsOf(db, north.id, mia);
  await rows.member({ id: mia });
});
afterAll(() => opened?.close());
beforeEach(async () => {
  for (const table of emptied) await sql`delete from ${sql.table(table)}`.execute(db);
});

const emptied = [
  'account_merge',
  'access_request',
  'registration',
  'access_link_former',
  'access_link',
  'access_link_batch',
  'message',
  'invitation',
  'campaign',
  'message_batch',
  'criteria_record',
  'import',
  'bulk_act',
  'deviation',
  'letter_print_item',
  'access_letter',
];

export const before = daysAgo(100);
/** Until there is no more; small steps, so that each thing takes several. Answers how many things went, and checks what was announced. */
export async function forgetAll(what: Forgetting, limit = 3): Promise<number> {
  const announced = await what.due(db, before, now);
  let gone = 0;
  for (let more = true, steps = 0; more; steps += 1) {
    expect(steps).toBeLessThan(50);
    const step = await db.transaction().execute((trx) => what.forget(trx, before, now, limit));
    gone += step.forgotten;
    more = step.more;
  }
  expect(gone).toBe(announced);
  return gone;
}
export const left = async (table: string): Promise<string[]> =>
  (await sql<{ id: string }>`select id from ${sql.table(table)}`.execute(db)).rows.map((row) => row.id);
export const count = async (table: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db)).rows[0]?.n ?? 0;
