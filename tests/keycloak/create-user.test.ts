import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newUser } from './people.ts';
import { openRealm } from './realm-fixture.ts';
import type { RealmFixture } from './realm-fixture.ts';
import { hashed } from './tokens.ts';

let fixture: RealmFixture;

beforeAll(async () => {
  fixture = await openRealm();
  await fixture.directory.ensureRoleGroup('werk-nord', 'member');
  await fixture.directory.ensureRoleGroup('werk-sued', 'editor');
});
afterAll(() => fixture.close());

const north = '/areas/werk-nord/member';
const south = '/areas/werk-sued/editor';

test('an account carries all that was asked, in one call', async () => {
  const { directory } = fixture;
  const user = newUser({ groupPaths: [north, south], employeeNumber: '00042', locale: 'en' });
  const made = await directory.createUser(user);
  expect(made.created).toBe(true);
  expect(await directory.findByMember(user.memberId)).toEqual({
    userId: made.userId,
    memberId: user.memberId,
    username: user.username,
    email: user.email,
    emailVerified: false,
    enabled: false,
    firstName: 'Jörg',
    lastName: 'Müßig',
    locale: 'en',
    employeeNumber: '00042',
    requiredActions: ['UPDATE_PASSWORD'],
    groups: expect.arrayContaining([north, south]),
  });
});

test('the same call again makes nothing and says so', async () => {
  const { directory } = fixture;
  const user = newUser({ groupPaths: [north] });
  const first = await directory.createUser(user);
  const count = await directory.userCount();
  expect(await directory.createUser(user)).toEqual({ userId: first.userId, created: false });
  expect(await directory.createUser(user, { lookFirst: true })).toEqual({
    userId: first.userId,
    created: false,
  });
  expect(await directory.userCount()).toBe(count);
});

test('an adopted account is completed: groups and link', async () => {
  const { directory } = fixture;
  const bare = newUser();
  const { federatedSubject: _none, ...withoutLink } = bare;
  const { userId } = await directory.createUser(withoutLink);
  await directory.createUser({ ...bare, groupPaths: [south] });
  expect((await directory.getUser(userId))?.groups).toEqual([south]);
  expect((await directory.findByFederatedSubject(bare.memberId))?.userId).toBe(userId);
});

test('an adopted account is enabled only if nobody ever had a credential for it', async () => {
  const { directory } = fixture;
  const invited = newUser();
  const fresh = await directory.createUser(invited);
  await directory.createUser({ ...invited, enabled: true, emailVerified: true });
  expect(await directory.getUser(fresh.userId)).toMatchObject({ enabled: true, emailVerified: true });

  const used = newUser({ enabled: true, credential: hashed() });
  const suspended = await directory.createUser(used);
  await directory.setEnabled(suspended.userId, false);
  await directory.createUser(used);
  expect((await directory.getUser(suspended.userId))?.enabled).toBe(false);
});

test("somebody else's user name or e-mail is a conflict that names the field, never an adoption", async () => {
  const { directory } = fixture;
  const owner = newUser({ groupPaths: [north] });
  const { userId } = await directory.createUser(owner);
  const before = await directory.getUser(userId);
  const sameName = newUser({ username: owner.username, groupPaths: [south] });
  await expect(directory.createUser(sameName)).rejects.toMatchObject({
    code: 'conflict',
    fields: [{ field: 'username', text: 'fields.username.taken' }],
  });
  const sameMail = newUser({ email: String(owner.email), groupPaths: [south] });
  await expect(directory.createUser(sameMail)).rejects.toMatchObject({
    code: 'conflict',
    fields: [{ field: 'email', text: 'fields.email.taken' }],
  });
  expect(await directory.getUser(userId)).toEqual(before);
  expect(await directory.findByMember(sameName.memberId)).toBeUndefined();
});

test('a repeated attempt under a new user name finds the first account when told to look', async () => {
  const { directory } = fixture;
  const user = newUser();
  const { userId } = await directory.createUser(user);
  const renamed = { ...user, username: `${user.username}.neu`, email: 'renamed@example.com' };
  expect(await directory.createUser(renamed, { lookFirst: true })).toEqual({ userId, created: false });
});

test('twenty at once for one member: one account', async () => {
  const { directory } = fixture;
  const user = newUser({ groupPaths: [north] });
  const count = await directory.userCount();
  const made = await Promise.all(Array.from({ length: 20 }, () => directory.createUser(user)));
  expect(made.filter((one) => one.created)).toHaveLength(1);
  expect(new Set(made.map((one) => one.userId)).size).toBe(1);
  expect(await directory.userCount()).toBe(count + 1);
});

test('twenty persons at once for one user name: one account, nineteen conflicts', async () => {
  const { directory } = fixture;
  const people = Array.from({ length: 20 }, () => newUser({ username: 'wanted.name' }));
  const results = await Promise.allSettled(people.map((one) => directory.createUser(one)));
  const refused = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  expect(refused).toHaveLength(19);
  for (const reason of refused)
    expect(reason).toMatchObject({
      code: 'conflict',
      fields: expect.arrayContaining([expect.objectContaining({ field: 'username' })]),
    });
});

test('a missing group is told, and no half account stays', async () => {
  const user = newUser({ groupPaths: [north, '/areas/nowhere/member'] });
  await expect(fixture.directory.createUser(user)).rejects.toMatchObject({
    code: 'not_found',
    fields: [{ field: 'groupPaths' }],
  });
  expect(await fixture.directory.findByMember(user.memberId)).toBeUndefined();
});

test('refused input names the field and keeps the value out of the error', async () => {
  const user = newUser({ email: 'not-an-address', memberId: randomUUID() });
  const error = await fixture.directory.createUser(user).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'keycloak_rejected',
    fields: [{ field: 'email', text: 'fields.rejected' }],
  });
  expect(String((error as Error).cause)).not.toContain('not-an-address');
});
