import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newUser } from './people.ts';
import { openRealm } from './realm-fixture.ts';
import type { RealmFixture } from './realm-fixture.ts';
import { addProbeClient, hashed, signIn } from './tokens.ts';

let fixture: RealmFixture;

beforeAll(async () => {
  fixture = await openRealm();
  await addProbeClient(fixture);
});
afterAll(() => fixture.close());

const nobody = randomUUID();

async function sessionsOf(userId: string): Promise<string[]> {
  const rows = await fixture.admin.users.listSessions({ realm: fixture.realm, id: userId });
  return rows.map((one) => String(one.id));
}

test('redeeming sets enabled and verified and nothing else', async () => {
  const { directory } = fixture;
  const groupId = await directory.ensureRoleGroup('redeem', 'member');
  const { userId } = await directory.createUser(
    newUser({ groupPaths: ['/areas/redeem/member'], employeeNumber: '7' }),
  );
  const before = await directory.getUser(userId);
  await directory.enableVerified(userId);
  expect(await directory.getUser(userId)).toEqual({ ...before, enabled: true, emailVerified: true });
  expect(groupId).toBeTruthy();
  await expect(directory.enableVerified(nobody)).rejects.toMatchObject({ code: 'not_found' });
});

test('a profile change touches only what it names, with a locale as without', async () => {
  const { directory } = fixture;
  const { userId } = await directory.createUser(
    newUser({ employeeNumber: '8', emailVerified: true, enabled: true }),
  );
  const before = await directory.getUser(userId);
  await directory.updateProfile(userId, { firstName: 'Ute' });
  expect(await directory.getUser(userId)).toEqual({ ...before, firstName: 'Ute' });
  await directory.updateProfile(userId, { locale: 'en' });
  expect(await directory.getUser(userId)).toEqual({ ...before, firstName: 'Ute', locale: 'en' });
  await directory.updateProfile(userId, { email: 'new.address@example.com' });
  const after = {
    ...before,
    firstName: 'Ute',
    locale: 'en',
    email: 'new.address@example.com',
    emailVerified: false,
  };
  expect(await directory.getUser(userId)).toEqual(after);
  await directory.updateProfile(userId, {});
  expect(await directory.getUser(userId)).toEqual(after);
  await expect(directory.updateProfile(nobody, { firstName: 'X' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

test('what keeps updateProfile from sending attributes alone: Keycloak drops all that is missing', async () => {
  const { admin, realm, directory } = fixture;
  const user = newUser();
  const { userId } = await directory.createUser(user);
  const alone = { attributes: { locale: ['en'] } };
  await expect(admin.users.update({ realm, id: userId }, alone)).rejects.toThrow('User name is missing');
  await admin.users.update({ realm, id: userId }, { ...alone, username: user.username });
  const account = await directory.getUser(userId);
  expect(account?.firstName).toBeUndefined();
  expect(account?.email).toBeUndefined();
  expect(account?.memberId).toBeUndefined();
});

test('suspending ends the sessions; one session can be ended alone; both twice', async () => {
  const { directory } = fixture;
  const user = newUser({ enabled: true, requiredActions: [], credential: hashed() });
  const { userId } = await directory.createUser(user);
  await signIn(fixture, user.username);
  await signIn(fixture, user.username);
  const [first, second] = await sessionsOf(userId);
  await directory.deleteSession(String(first));
  await directory.deleteSession(String(first));
  expect(await sessionsOf(userId)).toEqual([second]);
  await directory.setEnabled(userId, false);
  await directory.logout(userId);
  await directory.logout(userId);
  expect(await sessionsOf(userId)).toEqual([]);
  await expect(signIn(fixture, user.username)).rejects.toThrow('no token');
});

test('deleting twice is done; what is gone is not found, without an error', async () => {
  const { directory } = fixture;
  const user = newUser();
  const { userId } = await directory.createUser(user);
  await directory.deleteUser(userId);
  await directory.deleteUser(userId);
  expect(await directory.getUser(userId)).toBeUndefined();
  expect(await directory.findByMember(user.memberId)).toBeUndefined();
  expect(await directory.findByFederatedSubject(user.memberId)).toBeUndefined();
});

test('the link can be removed twice and made anew under another subject', async () => {
  const { directory } = fixture;
  const user = newUser();
  const { userId } = await directory.createUser(user);
  await directory.removeFederatedLink(userId);
  await directory.removeFederatedLink(userId);
  expect(await directory.findByFederatedSubject(user.memberId)).toBeUndefined();
  await directory.addFederatedLink(userId, 'subject-1', user.username);
  await directory.addFederatedLink(userId, 'subject-1', user.username);
  await directory.addFederatedLink(userId, 'subject-2', user.username);
  expect(await directory.findByFederatedSubject('subject-1')).toBeUndefined();
  expect((await directory.findByFederatedSubject('subject-2'))?.userId).toBe(userId);
});

test('a subject of somebody else is never linked a second time, and two are never chosen from', async () => {
  const { directory, admin, realm } = fixture;
  const owner = newUser();
  const other = newUser();
  const { userId } = await directory.createUser(owner);
  const second = await directory.createUser(other);
  const link = directory.addFederatedLink(second.userId, owner.memberId, other.username);
  await expect(link).rejects.toMatchObject({ code: 'conflict' });
  expect((await directory.findByFederatedSubject(owner.memberId))?.userId).toBe(userId);
  expect((await directory.findByFederatedSubject(other.memberId))?.userId).toBe(second.userId);
  // Keycloak itself does not mind.
  await directory.removeFederatedLink(second.userId);
  const federatedIdentity = { identityProvider: 'access', userId: owner.memberId, userName: 'x' };
  const where = { realm, id: second.userId, federatedIdentityId: 'access' };
  await admin.users.addToFederatedIdentity({ ...where, federatedIdentity });
  await expect(directory.findByFederatedSubject(owner.memberId)).rejects.toMatchObject({ code: 'conflict' });
});

test('role groups: made once under concurrency, listed with what they open, foreign attributes kept', async () => {
  const { directory, admin, realm } = fixture;
  const asked = Array.from({ length: 20 }, (_, index) =>
    directory.ensureRoleGroup('race', index % 2 ? 'member' : 'editor'),
  );
  const ids = new Set(await Promise.all(asked));
  expect(ids.size).toBe(2);
  const id = await directory.ensureRoleGroup('race', 'member');
  await admin.groups.update({ realm, id }, { name: 'member', attributes: { foreign: ['stays'] } });
  await directory.setGroupAccess(id, ['race:member', 'race-hall:member']);
  expect((await admin.groups.findOne({ realm, id }))?.attributes).toMatchObject({ foreign: ['stays'] });
  const listed = (await directory.listRoleGroups()).filter((one) => one.slug === 'race');
  expect(listed.map(({ role, access }) => ({ role, access: access.toSorted() }))).toEqual(
    expect.arrayContaining([
      { role: 'editor', access: [] },
      { role: 'member', access: ['race-hall:member', 'race:member'] },
    ]),
  );
  expect(listed).toHaveLength(2);
});

test('group names with a slash, values too long and unknown groups are refused', async () => {
  const { directory } = fixture;
  await expect(directory.ensureRoleGroup('a/b', 'member')).rejects.toMatchObject({ code: 'invalid_input' });
  const id = await directory.ensureRoleGroup('long', 'member');
  const long = directory.setGroupAccess(id, [`long:${'m'.repeat(255)}`]);
  await expect(long).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(directory.setGroupAccess(nobody, [])).rejects.toMatchObject({ code: 'not_found' });
});

test('joining and leaving may be repeated', async () => {
  const { directory } = fixture;
  const { userId } = await directory.createUser(newUser());
  const groupId = await directory.ensureRoleGroup('join', 'member');
  await directory.joinGroup(userId, groupId);
  await directory.joinGroup(userId, groupId);
  expect((await directory.getUser(userId))?.groups).toEqual(['/areas/join/member']);
  await directory.leaveGroup(userId, groupId);
  await directory.leaveGroup(userId, groupId);
  await directory.leaveGroup(userId, nobody);
  expect((await directory.getUser(userId))?.groups).toEqual([]);
  await expect(directory.joinGroup(userId, nobody)).rejects.toMatchObject({ code: 'not_found' });
});

test('all groups of a person are read, also beyond one page', async () => {
  const { directory } = fixture;
  const { userId } = await directory.createUser(newUser());
  const slugs = Array.from({ length: 101 }, (_, index) => `many-${index}`);
  for (const slug of slugs)
    await directory.joinGroup(userId, await directory.ensureRoleGroup(slug, 'member'));
  expect((await directory.getUser(userId))?.groups).toHaveLength(101);
  expect((await directory.listRoleGroups()).filter((one) => one.slug.startsWith('many-'))).toHaveLength(101);
});
