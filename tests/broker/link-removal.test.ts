import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type LinkRemovalDeps, linkRemovalJob } from '../../sidecar/broker/link-removal.job.ts';
import { claimDueLinks } from '../../sidecar/broker/link-removal.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const accepted = new Date('2026-03-01T12:00:00Z');
const hour = 3600;
let realm: RealmFixture;
let database: TestDatabase;
beforeAll(async () => {
  [realm, database] = await Promise.all([openRealm(), testDatabase()]);
});
afterAll(async () => {
  await database?.close();
  await realm?.close();
});

type Person = { memberId: string; userId: string };

async function addInvitation(memberId: string, state: string, generation: number): Promise<void> {
  await sql`insert into invitation (id, member_id, state, key_id, generation, lookup, expires_at, accepted_at)
    values (${randomUUID()}, ${memberId}, ${state}, 1, ${generation}, ${Buffer.from(randomUUID())},
      ${addSeconds(accepted, 30 * 86400)}, ${state === 'accepted' ? accepted : null})`.execute(database.db);
}

/** Somebody who redeemed their link, with the account linked at the real Keycloak. */
async function redeemed(): Promise<Person> {
  const memberId = randomUUID();
  const username = `p-${memberId}`;
  const { userId } = await realm.directory.createUser({
    memberId,
    username,
    emailVerified: true,
    locale: 'de',
    enabled: true,
    groupPaths: [],
    federatedSubject: memberId,
    requiredActions: [],
  });
  await sql`insert into member (id, first_name, last_name, username, origin, keycloak_user_id)
    values (${memberId}, 'Erika', 'Muster', ${username}, 'import', ${userId})`.execute(database.db);
  await addInvitation(memberId, 'accepted', 1);
  return { memberId, userId };
}

function sweepAt(
  seconds: number,
  directory: LinkRemovalDeps['directory'] = realm.directory,
): Promise<number> {
  const clock = () => addSeconds(accepted, seconds);
  const log = openLog('silent', 'test');
  const deps = { db: database.db, directory, clock, log, removalSeconds: hour, leaseSeconds: 120 };
  return linkRemovalJob(deps).sweep();
}

const linked = async ({ memberId }: Person): Promise<boolean> =>
  (await realm.directory.findByFederatedSubject(memberId)) !== undefined;

async function removedAt({ memberId }: Person): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select link_removed_at as at from invitation where member_id = ${memberId} and state = 'accepted'`.execute(
    database.db,
  );
  return rows[0]?.at ?? null;
}

test('an hour after the redemption the link is gone at Keycloak, not before, and only once', async () => {
  const person = await redeemed();
  expect(await sweepAt(hour - 1)).toBe(0);
  expect(await linked(person)).toBe(true);
  expect(await sweepAt(hour)).toBe(1);
  expect(await linked(person)).toBe(false);
  expect(await removedAt(person)).toEqual(addSeconds(accepted, hour));
  expect(await sweepAt(10 * hour)).toBe(0);
});

test('Keycloak away: nothing is noted, and it is tried again after the lease', async () => {
  const person = await redeemed();
  const away = async (): Promise<never> => {
    throw new AppError('keycloak_unavailable');
  };
  expect(await sweepAt(hour, { addFederatedLink: away, removeFederatedLink: away })).toBe(1);
  expect(await removedAt(person)).toBeNull();
  expect(await sweepAt(hour + 1)).toBe(0);
  expect(await sweepAt(hour + 121)).toBe(1);
  expect([await linked(person), await removedAt(person)]).toEqual([false, addSeconds(accepted, hour + 121)]);
});

test('a link that is gone already is done', async () => {
  const person = await redeemed();
  await realm.directory.removeFederatedLink(person.userId);
  await sweepAt(hour);
  expect(await removedAt(person)).toEqual(addSeconds(accepted, hour));
});

test('somebody invited again keeps the link that the new invitation needs', async () => {
  const person = await redeemed();
  await addInvitation(person.memberId, 'open', 2);
  await sweepAt(hour);
  expect(await linked(person)).toBe(true);
});

test('somebody invited again while the link is being removed gets it back', async () => {
  const person = await redeemed();
  const removeFederatedLink = async (userId: string): Promise<void> => {
    await addInvitation(person.memberId, 'open', 2);
    await realm.directory.removeFederatedLink(userId);
  };
  await sweepAt(hour, { ...realm.directory, removeFederatedLink });
  expect(await linked(person)).toBe(true);
});

test('a worker that dies between removing and noting it leaves nobody without the link they need', async () => {
  const person = await redeemed();
  const dies = async (userId: string): Promise<never> => {
    await realm.directory.removeFederatedLink(userId);
    throw new Error('killed');
  };
  await sweepAt(hour, { ...realm.directory, removeFederatedLink: dies });
  await addInvitation(person.memberId, 'open', 2);
  expect(await linked(person)).toBe(false);
  await sweepAt(hour + 121);
  expect(await linked(person)).toBe(true);
});

test('whoever came by a registration loses the link alike; whoever was signed in already is left alone', async () => {
  const [person, signedIn] = [await redeemed(), await redeemed()];
  for (const { memberId } of [person, signedIn]) {
    await sql`delete from invitation where member_id = ${memberId}`.execute(database.db);
    await sql`insert into registration (way, state, locale, browser, own_start, visitor, created_at, expires_at,
        redeemed_at, member_id, account_member_id)
      values ('link', 'ready', 'de', '\\x01', true, '\\x01', ${accepted}, ${accepted}, ${accepted}, ${memberId},
        ${memberId === signedIn.memberId ? memberId : null})`.execute(database.db);
  }
  expect(await sweepAt(hour - 1)).toBe(0);
  expect(await sweepAt(hour)).toBe(1);
  expect([await linked(person), await linked(signedIn)]).toEqual([false, true]);
  expect(await sweepAt(10 * hour)).toBe(0);
});

test('two workers share what is due', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, redeemed));
  const now = addSeconds(accepted, hour);
  const take = () =>
    claimDueLinks(database.db, 'invitation', now, { removalSeconds: hour, leaseSeconds: 120 }, 5);
  const taken = (await Promise.all([take(), take(), take()])).flat().map((due) => due.memberId);
  expect(taken.sort()).toEqual(people.map((person) => person.memberId).sort());
});
