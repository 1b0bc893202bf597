import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Kysely, sql } from 'kysely';
import { openDb } from '../../sidecar/platform/db.ts';
import { up } from '../../sidecar/platform/migrations/022-listed-members.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.close());

test('where the extension for the search cannot be had, the migration says what to do', async () => {
  const owner = openDb(database.migrateUrl, 1);
  await sql`drop extension pg_trgm cascade`.execute(owner);
  await owner.destroy();
  // The application's role may create nothing, as a role of a server without the contrib package.
  const attempt = up(database.db as unknown as Kysely<unknown>);
  await expect(attempt).rejects.toThrow(/contrib package[\s\S]*CREATE EXTENSION pg_trgm/);
});
