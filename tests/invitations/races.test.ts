import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pressAgain, raceMany, races, seeded } from '../faults/invitations.ts';
import { insertAreas } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { seed } from '../support/drawn.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database.close());

test.each(races)('redeem against %s ends as one after the other would', async (race) => {
  const random = seeded(seed);
  for (const failing of [0, 0.25]) {
    const ended = raceMany(database.db, race, 25, random, failing);
    await expect(ended.catch((error: unknown) => `seed ${seed}: ${String(error)}`)).resolves.toEqual(
      expect.any(Object),
    );
  }
});

test('50 presses of "invite again" from one form at once make one new link and one mail', async () => {
  expect(await pressAgain(database.url, database.db, 50, true)).toEqual({ open: 1, mails: 1, made: 2 });
});

test('50 further invitations at once leave exactly one open link and one live mail', async () => {
  expect(await pressAgain(database.url, database.db, 50, false)).toEqual({ open: 1, mails: 1, made: 51 });
});
