import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDb } from '../../sidecar/platform/db.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { until } from '../support/processes.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database?.close();
});

test('a connection that breaks between two statements of a transaction ends that transaction, not the process', async () => {
  const heard: Error[] = [];
  const db = openDb(database.url, 2, (error) => heard.push(error));
  try {
    const broken = db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database.db);
      await until('the end is heard of', async () => heard.length > 0);
      await sql`select 1`.execute(trx);
    });
    await expect(broken).rejects.toThrow();
    expect(heard[0]?.message).toMatch(/terminat/);
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  } finally {
    await db.destroy();
  }
});
