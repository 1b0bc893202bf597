import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HeldGrant } from '../../sidecar/areas/policy.rules.ts';
import { changeGrants } from '../../sidecar/members/person-grants.service.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { addProbeClient, password, signIn } from '../keycloak/tokens.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { admitAll, type Network, network } from './person-fixture.ts';

let database: TestDatabase;
let house: Network;
let realm: RealmFixture;

beforeAll(async () => {
  [database, realm] = await Promise.all([testDatabase(), openRealm()]);
  house = await network(database.db);
  await addProbeClient(realm);
});
afterAll(async () => {
  await database?.close();
  await realm?.close();
});

/** A person with an account and a running session. */
async function signedIn(username: string, grants: readonly HeldGrant[]) {
  const id = await house.person(username, grants);
  await admitAll(database.db, realm.directory);
  const { keycloakUserId } = await house.member(id);
  const account = { realm: realm.realm, id: String(keycloakUserId) };
  const credential = { type: 'password', value: password, temporary: false };
  await realm.admin.users.resetPassword({ ...account, credential });
  await signIn(realm, username);
  return { id, sessions: async () => (await realm.admin.users.listSessions(account)).length };
}

async function grant(id: string, areaId: string, role: HeldGrant['role']): Promise<void> {
  const { version } = await house.member(id);
  await changeGrants(house.deps, await house.scope(house.boss), id, { version, wishes: [{ areaId, role }] });
  await admitAll(database.db, realm.directory);
  expect(await house.member(id)).toMatchObject({ syncState: 'done' });
}

test('who becomes a manager while signed in has to sign in again, and so meets the second factor', async () => {
  const { id, sessions } = await signedIn('paula.promoted', [{ areaId: house.north, role: 'editor' }]);
  expect(await sessions()).toBe(1);
  await grant(id, house.north, 'newsroom_manager');
  expect(await sessions()).toBe(0);
});

test('the sessions end before the group is joined, too, so that an attempt that dies in between leaves none', async () => {
  const { id, sessions } = await signedIn('peter.promoted', [{ areaId: house.north, role: 'member' }]);
  const joined = realm.directory.joinGroup;
  realm.directory.joinGroup = async (userId, groupId) => {
    await joined(userId, groupId);
    realm.directory.joinGroup = joined;
    expect(await sessions()).toBe(0);
  };
  await grant(id, house.south, 'newsroom_manager');
  expect(realm.directory.joinGroup).toBe(joined);
});

test('who manages already, or gets a smaller role, stays signed in', async () => {
  const manager = await signedIn('mona.manager', [{ areaId: house.north, role: 'newsroom_manager' }]);
  await grant(manager.id, house.south, 'newsroom_manager');
  const member = await signedIn('emma.editor', [{ areaId: house.north, role: 'member' }]);
  await grant(member.id, house.south, 'editor');
  expect([await manager.sessions(), await member.sessions()]).toEqual([1, 1]);
});
