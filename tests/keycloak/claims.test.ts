import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { NewUser } from '../../sidecar/keycloak/port.ts';
import { roleGroup } from './people.ts';
import { openRealm } from './realm-fixture.ts';
import type { RealmFixture } from './realm-fixture.ts';
import { accessOf, addProbeClient, hashed, signIn, userinfo } from './tokens.ts';

let fixture: RealmFixture;

beforeAll(async () => {
  fixture = await openRealm();
  await addProbeClient(fixture);
});
afterAll(() => fixture.close());

const addGroup = async (slug: string, role: string, access: string[]): Promise<string> =>
  (await roleGroup(fixture.directory, slug, role, access)).path;

async function addPerson(username: string, groupPaths: string[]): Promise<{ user: NewUser; userId: string }> {
  const memberId = randomUUID();
  const user: NewUser = {
    memberId,
    username,
    emailVerified: false,
    locale: 'de',
    enabled: true,
    groupPaths,
    federatedSubject: memberId,
    requiredActions: [],
    credential: hashed(),
  };
  return { user, userId: (await fixture.directory.createUser(user)).userId };
}

test('one call with manage-users alone makes account, groups and link, signed in by our own key', async () => {
  const path = await addGroup('werk-nord', 'member', ['werk-nord:member']);
  const { user, userId } = await addPerson('one.call', [path]);
  expect(await fixture.directory.getUser(userId)).toMatchObject({
    memberId: user.memberId,
    groups: [path],
    locale: 'de',
  });
  expect((await fixture.directory.findByFederatedSubject(user.memberId))?.userId).toBe(userId);
});

test('the claim is the union over all groups, in access token and userinfo, not in the id token', async () => {
  const north = await addGroup('nord', 'editor', ['nord:editor', 'nord-halle:editor']);
  const south = await addGroup('sued', 'member', ['sued:member']);
  await addPerson('erika.union', [north, south]);
  const { accessToken, idToken } = await signIn(fixture, 'erika.union');
  const union = ['nord-halle:editor', 'nord:editor', 'sued:member'];
  expect(accessOf(accessToken)).toEqual(union);
  expect(accessOf(idToken)).toBeUndefined();
  expect(((await userinfo(fixture, accessToken))['access'] as string[]).toSorted()).toEqual(union);
});

test('a change of the group reaches the next token; nobody without a group has the claim', async () => {
  const path = await addGroup('ost', 'member', ['ost:member']);
  const { userId } = await addPerson('otto.ost', [path]);
  const groupId = await fixture.directory.ensureRoleGroup('ost', 'member');
  await fixture.directory.setGroupAccess(groupId, ['ost:member', 'ost-lager:member']);
  expect(accessOf((await signIn(fixture, 'otto.ost')).accessToken)).toEqual([
    'ost-lager:member',
    'ost:member',
  ]);
  await fixture.directory.leaveGroup(userId, groupId);
  expect(accessOf((await signIn(fixture, 'otto.ost')).accessToken)).toBeUndefined();
});

test('nobody writes themselves into an area', async () => {
  const path = await addGroup('west', 'member', ['west:member']);
  const { userId } = await addPerson('susi.smuggler', [path]);
  const { accessToken } = await signIn(fixture, 'susi.smuggler');
  const account = await fetch(`${fixture.issuer}/account`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({
      username: 'susi.smuggler',
      firstName: 'Susi',
      attributes: { access: ['west:network_manager'] },
    }),
  });
  expect([204, 400]).toContain(account.status);
  // Not even through the admin API: the claim comes from groups only.
  const { admin, realm } = fixture;
  const put = admin.users.update(
    { realm, id: userId },
    { username: 'susi.smuggler', attributes: { access: ['west:network_manager'] } },
  );
  await expect(put).rejects.toMatchObject({ response: { status: 400 } });
  expect(accessOf((await signIn(fixture, 'susi.smuggler')).accessToken)).toEqual(['west:member']);
});

test('nobody gives themselves another user name, though administrators may', async () => {
  const { userId } = await addPerson('nina.name', []);
  const { accessToken } = await signIn(fixture, 'nina.name');
  const answer = await fetch(`${fixture.issuer}/account`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${accessToken}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({ username: 'chefin', firstName: 'Nina', lastName: 'Name' }),
  });
  expect([204, 400]).toContain(answer.status);
  expect((await fixture.directory.getUser(userId))?.username).toBe('nina.name');
  await fixture.directory.updateProfile(userId, { username: 'nina.neu' });
  expect((await fixture.directory.getUser(userId))?.username).toBe('nina.neu');
});

test('the same request does smuggle once the profile lets it: the test above can fail', async () => {
  const { admin, realm } = fixture;
  const { userId } = await addPerson('control.person', []);
  const profile = await admin.users.getProfile({ realm });
  const open = profile.attributes?.map((one) =>
    one.name === 'access'
      ? { ...one, permissions: { view: ['admin', 'user'], edit: ['admin', 'user'] } }
      : one,
  );
  await admin.users.updateProfile({ ...profile, attributes: open ?? [], realm });
  await admin.users.update(
    { realm, id: userId },
    { username: 'control.person', attributes: { access: ['west:editor'] } },
  );
  const tokens = await signIn(fixture, 'control.person');
  await admin.users.updateProfile({ ...profile, realm });
  expect(accessOf(tokens.accessToken)).toEqual(['west:editor']);
});

test('the service account may not touch clients, roles or the realm', async () => {
  const { admin, realm } = fixture;
  const [client] = await admin.clients.find({ realm, clientId: 'einlass-sidecar' });
  const account = await admin.clients.getServiceAccountUser({ realm, id: String(client?.id) });
  const mappings = await admin.users.listRoleMappings({ realm, id: String(account.id) });
  const names = mappings.clientMappings?.['realm-management']?.mappings.map(
    (one: { name: string }) => one.name,
  );
  expect(names?.toSorted()).toEqual(['manage-users', 'view-events', 'view-realm']);
});
