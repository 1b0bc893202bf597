import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { auditRows } from '../../sidecar/audit/forget.store.ts';
import { addDays } from '../../sidecar/platform/clock.ts';
import { type Db, openDb } from '../../sidecar/platform/db.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
});
afterEach(() => opened.close());

const now = new Date();
const daysAgo = (days: number) => addDays(now, -days);

/** Rows of these ages in days; `at` is the database's own, so that only its owner can write another. */
async function logged(...ages: number[]): Promise<void> {
  const owner = openDb(opened.migrateUrl, 1);
  for (const age of ages)
    await sql`insert into audit (at, act, actor_kind) values (${daysAgo(age)}, 'network.changed', 'system')`.execute(
      owner,
    );
  await owner.destroy();
}
const forget = (before: Date, limit = 1000) =>
  db.transaction().execute((trx) => auditRows.forget(trx, before, now, limit));
const ages = async () => {
  const rows = await db.selectFrom('audit').select('at').orderBy('at').execute();
  return rows.map(({ at }) => Math.round((now.getTime() - at.getTime()) / 86_400_000));
};

test('rows of the log go when they are older than asked, the oldest first and no more than asked for', async () => {
  await logged(1200, 900, 1500, 500);
  expect(await auditRows.due(db, daysAgo(800), now)).toBe(3);
  expect(await forget(daysAgo(800), 2)).toEqual({ forgotten: 2, more: true });
  expect(await ages()).toEqual([900, 500]);
  expect(await forget(daysAgo(800))).toEqual({ forgotten: 1, more: true });
  expect(await forget(daysAgo(800))).toEqual({ forgotten: 0, more: false });
});

test('whatever the application asks for, the log of the last 365 days stays', async () => {
  await logged(400, 364, 1);
  expect(await auditRows.due(db, addDays(now, 1), now)).toBe(1);
  expect((await forget(addDays(now, 1))).forgotten).toBe(1);
  expect(await ages()).toEqual([364, 1]);
});

test('only who may use it can use the function: it is nobody else’s way into the log', async () => {
  const { rows } = await sql<{ acl: string }>`
    select array_to_string(proacl, ' ') as acl from pg_proc where proname = 'forget_audit'`.execute(db);
  expect(rows[0]?.acl).toMatch(/einlass_test_app=X\//);
  expect(rows[0]?.acl).not.toMatch(/(^| )=X\//);
});
