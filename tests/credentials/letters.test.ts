import { afterAll, beforeAll, test } from '@jest/globals';
import { testDatabase, type TestDatabase } from '../support/database.ts';
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
}, 60_000);
afterAll(() => database.close());
test('migrates', () => {});
