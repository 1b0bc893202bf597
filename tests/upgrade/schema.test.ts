import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { requireSchema } from '../../sidecar/commands/schema-needed.ts';
import { openDb } from '../../sidecar/platform/db.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { migrate } from '../../sidecar/platform/migrate.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const log = openLog('silent', 'test');
let database: TestDatabase;
let owner: ReturnType<typeof openDb>;
beforeAll(async () => {
  database = await testDatabase();
  owner = openDb(database.migrateUrl, 1);
});
afterAll(async () => {
  await owner?.destroy();
  await database?.close();
});

test('a schema newer than this version is worked with, and migrating it does nothing', async () => {
  await sql`insert into kysely_migration (name, timestamp) values ('999-of-a-newer-version', now()::text)`.execute(
    owner,
  );
  await requireSchema(database.db, log);
  expect(await migrate(database.migrateUrl, database.url)).toEqual([]);
});

test('an older one, or none, is refused with what to do', async () => {
  await sql`delete from kysely_migration where name like '061%'`.execute(owner);
  const said = await requireSchema(database.db, log).catch(({ message }: Error) => message);
  expect(said).toMatch(/1 migration\(s\) did not run yet, the first is 061-[\s\S]*"einlass migrate"/);
  expect(readFileSync(new URL('../../docs/operate.md', import.meta.url), 'utf8')).toContain(said);
  await sql`alter table kysely_migration rename to elsewhere`.execute(owner);
  await expect(requireSchema(database.db, log)).rejects.toThrow(
    /no schema of Einlass yet[\s\S]*"einlass migrate"/,
  );
});

test('a database that is away does not keep a process from starting', async () => {
  const nowhere = openDb('postgres://nobody@127.0.0.1:1/nothing', 1);
  await requireSchema(nowhere, log);
  await nowhere.destroy();
});
