import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { type ListHouse, listHouse } from './list-house.ts';

let database: TestDatabase;
let house: ListHouse;

beforeAll(async () => {
  database = await testDatabase();
  house = await listHouse(database.db);
});
afterAll(() => database?.close());

test('two changes of one person at once: the list shows what both left', async () => {
  const id = await house.add('Zugleich', 'Zoe');
  for (let round = 0; round < 10; round += 1) {
    await Promise.all([
      house.grant(id, house.north, 'member'),
      house.grant(id, house.south, 'editor'),
      sql`insert into deviation (member_id, kind, seen_at, looked_at) values (${id}, 'lastName', now(), now())`.execute(
        database.db,
      ),
    ]);
    const listed = await database.db
      .selectFrom('listed_member')
      .selectAll()
      .where('member_id', '=', id)
      .executeTakeFirstOrThrow();
    expect([listed.codes.length, listed.highest, listed.deviating]).toEqual([2, 2, true]);
    await sql`delete from deviation where member_id = ${id}`.execute(database.db);
    await sql`delete from "grant" where member_id = ${id}`.execute(database.db);
  }
});

test('of two changes of one person at once the later one waits, and sees the earlier', async () => {
  const id = await house.add('Nacheinander', 'Nora');
  let later: Promise<void> | undefined;
  await database.db.transaction().execute(async (trx) => {
    await sql`insert into "grant" (member_id, area_id, role, origin) values (${id}, ${house.south}, 'editor', 'import')`.execute(
      trx,
    );
    later = house.grant(id, house.north, 'member');
    await until('the later change waits', async () => (await lockWaits(database.db)) > 0);
  });
  await later;
  const { rows } =
    await sql`select cardinality(codes) as grants from listed_member where member_id = ${id}`.execute(
      database.db,
    );
  expect(rows).toEqual([{ grants: 2 }]);
});
