import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { Locale } from '../../sidecar/platform/i18n.ts';
import { ownRoutes } from '../../sidecar/me/own.routes.ts';
import { sessionRoutes } from '../../sidecar/me/sessions.routes.ts';
import { changeOwnLocale } from '../../sidecar/members/own-locale.service.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { systemClock } from '../../sidecar/platform/clock.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { network, type Network } from '../members/person-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let muster: Network;

beforeAll(async () => {
  database = await testDatabase();
  muster = await network(database.db);
});
afterAll(() => database?.close());

async function personAt(area: string) {
  const id = await muster.person(`kim.${crypto.randomUUID().slice(0, 8)}`, [
    { areaId: area, role: 'member' },
  ]);
  const member = await findMember(database.db, id);
  if (!member) throw new Error('no member');
  return { ...member, keycloakUserId: 'u', email: 'kim@a.example' };
}

/** What a page of the routes answers while every call to Keycloak fails with this. */
async function pageWhile(code: 'keycloak_unavailable' | 'internal', path: string) {
  const { db } = database;
  const fail = () => Promise.reject(new AppError(code));
  const directory = { getUser: fail, passkeysOf: fail, sessionsOf: fail, deleteSession: fail };
  const more = { beginAction: fail, passkeys: true, accountUrl: '' };
  const routes = [
    ...ownRoutes({ db, directory, ...more }),
    ...sessionRoutes({ db, directory, currentSid: () => 's', signedInUser: () => 'u' }),
  ];
  const person = await personAt(muster.north);
  const context = {
    person,
    tree: await readTree(db),
    query: {},
    t: (key: string) => key,
    cookie: () => undefined,
  };
  return routes.find((route) => route.path === path)?.handler(context as never);
}

test('while Keycloak is away each page says so and shows what we know; any other fault is shown as one', async () => {
  const page = await pageWhile('keycloak_unavailable', '/me');
  expect(page).toMatchObject({
    data: {
      away: true,
      passkey: undefined,
      email: { address: 'kim@a.example', state: 'unknown' },
      areas: [{ area: 'Werk Nord', role: 'member', how: 'other' }],
    },
  });
  expect(await pageWhile('keycloak_unavailable', '/me/sessions')).toMatchObject({ data: { away: true } });
  await expect(pageWhile('internal', '/me')).rejects.toMatchObject({ code: 'internal' });
  await expect(pageWhile('internal', '/me/sessions')).rejects.toMatchObject({ code: 'internal' });
});

test('one’s own language is stored, noted and due at Keycloak, once', async () => {
  const { db } = database;
  const person = await personAt(muster.south);
  await db.updateTable('member').set({ sync_state: 'done' }).where('id', '=', person.id).execute();
  let nudges = 0;
  const deps = { db, clock: systemClock, nudge: async () => void (nudges += 1) };
  const choose = (locale: Locale) => changeOwnLocale(deps, person, locale);
  // Two windows at once.
  await Promise.all([choose('en'), choose('en'), choose('en')]);
  const row = await db
    .selectFrom('member')
    .select(['locale', 'sync_state', 'sync_version'])
    .where('id', '=', person.id)
    .executeTakeFirst();
  expect(row).toEqual({ locale: 'en', sync_state: 'pending', sync_version: person.version + 1 });
  const noted = await db
    .selectFrom('audit')
    .select(['actor_kind', 'actor_id', 'details'])
    .where('member_id', '=', person.id)
    .where('act', '=', 'member.changed')
    .execute();
  expect(noted).toEqual([{ actor_kind: 'employee', actor_id: person.id, details: { fields: ['locale'] } }]);
  expect(nudges).toBe(1);
});
