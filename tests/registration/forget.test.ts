import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { endedRegistrations } from '../../sidecar/registration/forget.store.ts';
import type { RegistrationState } from '../../sidecar/registration/registration.table.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const now = new Date('2026-06-01T10:00:00Z');
const days = (count: number): Date => addSeconds(now, -count * 24 * 60 * 60);

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database?.close());

function ended(state: RegistrationState, createdAt: Date, more: object = {}) {
  const row = { way: 'criteria', state, locale: 'de', own_start: false, created_at: createdAt } as const;
  const bound = { browser: randomBytes(32), visitor: randomBytes(32), expires_at: createdAt };
  return { ...row, ...bound, ...more };
}

test('what ended long ago goes; who waits, is being let in, or still has a link at Keycloak stays', async () => {
  const { db } = database;
  await db
    .insertInto('registration')
    .values([
      ...(['refused', 'cancelled', 'expired', 'done'] as const).map((state) => ended(state, days(91))),
      ended('done', days(91), { redeemed_at: days(91), link_removed_at: days(91) }),
      ended('done', days(91), { redeemed_at: days(91) }),
      ended('refused', days(89)),
      ended('held', days(91)),
      ended('admitting', days(91)),
    ])
    .execute();
  const forget = () => db.transaction().execute((trx) => endedRegistrations.forget(trx, days(90), now, 3));
  expect(await endedRegistrations.due(db, days(90), now)).toBe(5);
  expect((await forget()).forgotten).toBe(3);
  expect((await forget()).forgotten).toBe(2);
  const left = await db.selectFrom('registration').select(['state']).orderBy('state').execute();
  expect(left.map(({ state }) => state)).toEqual(['admitting', 'done', 'held', 'refused']);
});
