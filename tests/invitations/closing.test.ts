import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { closeAccount } from '../../sidecar/invitations/closing.service.ts';
import { closeAgain } from '../../sidecar/invitations/closing.store.ts';
import { endForNewAddress, voidRedemptions } from '../../sidecar/invitations/console.store.ts';
import { redeemedAmong } from '../../sidecar/invitations/redeemed.read-model.ts';
import { insertAreas } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { invited, now } from './invited.ts';
import '../../sidecar/audit/audit.table.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database.close());

/** Somebody who redeemed a link once and dropped out before the first sign-in; `closed` hears of accounts that are disabled. */
async function redeemedOnce(state: 'invited' | 'suspended' | 'created') {
  const { db } = database;
  const person = await invited(db);
  await db
    .updateTable('invitation')
    .set({ state: 'accepted', accepted_at: now })
    .where('id', '=', person.id)
    .execute();
  await db.updateTable('member').set({ state }).where('id', '=', person.memberId).execute();
  const closed: string[] = [];
  const setEnabled = async (id: string, enabled: boolean) => void (enabled || closed.push(id));
  const deps = { db, clock: () => now, directory: { setEnabled } };
  const close = async () => {
    await closeAgain(db, person.id, now);
    await closeAccount(deps, person.memberId);
    return closed.includes(person.userId);
  };
  return { ...person, close };
}

test('who redeemed a link may stay open', async () => {
  expect(await (await redeemedOnce('invited')).close()).toBe(false);
});

test('a suspended person is closed, whatever they redeemed before', async () => {
  expect(await (await redeemedOnce('suspended')).close()).toBe(true);
});

test('a restored account is closed until a link of its own is redeemed', async () => {
  const person = await redeemedOnce('created');
  expect(await redeemedAmong(database.db, [person.memberId])).toEqual(new Set([person.memberId]));
  await voidRedemptions(database.db, person.memberId, now);
  expect(await redeemedAmong(database.db, [person.memberId])).toEqual(new Set());
  expect(await person.close()).toBe(true);
});

test('a new address at Keycloak ends the link that went to the old one', async () => {
  const person = await invited(database.db);
  await database.db.transaction().execute((trx) => endForNewAddress(trx, person.memberId, now));
  const { state } = await database.db
    .selectFrom('invitation')
    .select('state')
    .where('id', '=', person.id)
    .executeTakeFirstOrThrow();
  expect(state).toBe('revoked');
});
