import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Lane } from '../../sidecar/keycloak/lane.port.ts';
import type { NewUser } from '../../sidecar/keycloak/port.ts';
import { hashGenerated } from '../../sidecar/credentials/password-hash.ts';
import { loginAt } from '../credentials/letter-house.ts';
import { signInAt } from '../credentials/login-page.ts';
import { bulkSecret, codeOf, laneNames, laneOf, make } from './lanes.ts';
import { openFlakyProxy } from './flaky-proxy.ts';
import { newUser } from './people.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';
import { hashed } from './tokens.ts';

let fixture: RealmFixture;
const north = '/areas/werk-nord/member';
const south = '/areas/werk-sued/editor';

beforeAll(async () => {
  fixture = await openRealm({ bulkSecret });
  await fixture.directory.ensureRoleGroup('werk-nord', 'member');
  await fixture.directory.ensureRoleGroup('werk-sued', 'editor');
});
afterAll(() => fixture.close());

/** All that Keycloak has of one account, without what differs from account to account. */
async function whole(memberId: string) {
  const { admin, realm } = fixture;
  const [user] = await admin.users.find({ realm, q: `member_id:"${memberId}"`, exact: true });
  if (!user?.id) return undefined;
  const id = user.id;
  const groups = await admin.users.listGroups({ realm, id });
  const links = await admin.users.listFederatedIdentities({ realm, id });
  const credentials = await admin.users.getCredentials({ realm, id });
  const roles = await admin.users.listRealmRoleMappings({ realm, id });
  const {
    createdTimestamp: _at,
    id: _id,
    access: _access,
    ...fields
  } = (await admin.users.findOne({ realm, id })) ?? {};
  return {
    ...fields,
    requiredActions: [...(fields.requiredActions ?? [])].sort(),
    groups: groups.map(({ path }) => path).sort(),
    roles: roles.map(({ name }) => String(name).replace(realm, 'realm')).sort(),
    links: links.map(({ identityProvider, userId, userName }) => ({ identityProvider, userId, userName })),
    credentials: credentials.map(({ type, temporary }) => ({ type, temporary: temporary === true })),
  };
}

/** The same people for each lane: what differs is replaced afterwards by what they share. */
function cast(lane: string): Record<string, NewUser> {
  const person = (key: string, over: Partial<NewUser>): NewUser => {
    const memberId = randomUUID();
    const username = `${key}.${lane}`;
    const mail = { email: `${key}.${lane}@muster.example` };
    return newUser({ memberId, federatedSubject: memberId, username, ...mail, groupPaths: [north], ...over });
  };
  const { email: _none, ...noMail } = person('ohne', { groupPaths: [north, south] });
  return {
    plain: person('plain', { employeeNumber: '00042', groupPaths: [north, south], locale: 'en' }),
    capitals: person('capitals', { email: `CAPITALS.${lane}@Muster.Example` }),
    noMail,
    turkish: person('turkish', { firstName: 'İbrahim', lastName: 'Çağrı Ğüşöçı' }),
    vietnamese: person('vietnamese', { firstName: 'Nguyễn Thị', lastName: 'Phượng Ánh' }),
    apostrophe: person('apostrophe', { firstName: "Seán O'Casey", lastName: 'D’Angelo-Müller, jr.' }),
    long: person('long', { firstName: 'Ä'.repeat(120), lastName: 'ß'.repeat(120) }),
    open: person('open', { enabled: true, emailVerified: true, requiredActions: [] }),
    hashed: person('hashed', { credential: hashed(), requiredActions: ['UPDATE_PASSWORD'] }),
    nobody: person('nobody', { groupPaths: [], firstName: '', lastName: '' }),
  };
}

async function compare(people: (lane: string) => Record<string, NewUser>) {
  const seen: Record<string, Record<string, string>> = {};
  for (const name of laneNames) {
    const users = people(name);
    const outcomes = await make(laneOf(fixture, name), Object.values(users));
    expect(outcomes.map(codeOf)).toEqual(Object.keys(users).map(() => 'made'));
    seen[name] = {};
    for (const [key, { memberId }] of Object.entries(users)) {
      const account = await whole(memberId);
      expect(account).toBeDefined();
      seen[name][key] = JSON.stringify(account, undefined, 1)
        .replaceAll(memberId, '<member>')
        .replaceAll(`.${name}`, '.<lane>');
    }
  }
  expect(seen['bulk']).toEqual(seen['careful']);
  return seen['bulk'] ?? {};
}

test('both lanes make the same accounts, field by field', async () => {
  expect((await compare(cast))['plain']).toContain(north);
});

test('what the realm gives to everybody reaches the people of both lanes', async () => {
  const { admin, realm } = fixture;
  const person = (key: string) => (lane: string) => ({
    [key]: newUser({ username: `${key}.${lane}`, email: `${key}.${lane}@muster.example` }),
  });
  const alias = 'TERMS_AND_CONDITIONS';
  const action = await admin.authenticationManagement.getRequiredActionForAlias({ realm, alias });
  const terms = { ...action, enabled: true, defaultAction: true };
  await admin.authenticationManagement.updateRequiredAction({ realm, alias }, terms as object);
  expect((await compare(person('terms')))['terms']).toContain(alias);

  const { id } = await admin.groups.create({ realm, name: 'everybody' });
  await admin.realms.addDefaultGroup({ realm, id });
  expect((await compare(person('grouped')))['grouped']).toContain('/everybody');
  await admin.realms.removeDefaultGroup({ realm, id });
  await admin.authenticationManagement.updateRequiredAction({ realm, alias }, { ...action } as object);
});

describe.each(laneNames)('%s lane', (name) => {
  let lane: Lane;
  beforeAll(() => {
    lane = laneOf(fixture, name);
  });
  const people = (count: number, over: Partial<NewUser> = {}) =>
    Array.from({ length: count }, () => newUser({ groupPaths: [north], ...over }));

  test('handing the same people over again makes nobody and finds everybody', async () => {
    const users = people(6);
    const first = await make(lane, users);
    const count = await fixture.directory.userCount();
    const again = await make(lane, users);
    expect(again.map(codeOf)).toEqual(users.map(() => 'found'));
    expect(again.map((one) => 'userId' in one && one.userId)).toEqual(
      first.map((one) => 'userId' in one && one.userId),
    );
    expect(await fixture.directory.userCount()).toBe(count);
  });

  test("somebody else's user name or e-mail is refused for that one person; nothing is adopted", async () => {
    const [owner, ...others] = people(5);
    if (!owner) throw new Error('nobody');
    await make(lane, [owner]);
    const before = await whole(owner.memberId);
    const sameName = newUser({ username: owner.username, groupPaths: [south] });
    const sameMail = newUser({ email: String(owner.email).toUpperCase(), groupPaths: [south] });
    const outcomes = await make(lane, [...others.slice(0, 2), sameName, sameMail, ...others.slice(2)]);
    expect(outcomes.map(codeOf)).toEqual(['made', 'made', 'conflict', 'conflict', 'made', 'made']);
    const fields = outcomes.flatMap((one) => ('error' in one ? one.error.fields : []));
    expect(fields).toEqual([
      { field: 'username', text: 'fields.username.taken' },
      { field: 'email', text: 'fields.email.taken' },
    ]);
    expect(await whole(owner.memberId)).toEqual(before);
    expect(await whole(sameName.memberId)).toBeUndefined();
    expect(await whole(sameMail.memberId)).toBeUndefined();
  });

  test('a person with an unknown group is refused whole, the others are made', async () => {
    const [first, second] = people(2);
    const lost = newUser({ groupPaths: [north, '/areas/nowhere/member'] });
    if (!first || !second) throw new Error('nobody');
    const outcomes = await make(lane, [first, lost, second]);
    expect(outcomes.map(codeOf)).toEqual(['made', 'not_found', 'made']);
    expect(await whole(lost.memberId)).toBeUndefined();
  });

  test("what the realm's profile refuses is refused with its field, and never stored", async () => {
    const [good] = people(1);
    if (!good) throw new Error('nobody');
    const bad = {
      firstName: newUser({ firstName: 'Robert <b>' }),
      lastName: newUser({ lastName: 'x'.repeat(300) }),
      email: newUser({ email: 'not-an-address' }),
      username: newUser({ username: 'with space' }),
    };
    const outcomes = await make(lane, [good, ...Object.values(bad)]);
    expect(outcomes.map(codeOf)).toEqual(['made', ...Object.keys(bad).map(() => 'keycloak_rejected')]);
    const named = outcomes.flatMap((one) =>
      'error' in one ? one.error.fields.map(({ field }) => field) : [],
    );
    expect(new Set(named)).toEqual(new Set(Object.keys(bad)));
    for (const { memberId } of Object.values(bad)) expect(await whole(memberId)).toBeUndefined();
  });

  test('fifty at once for one user name: one account, forty-nine refusals', async () => {
    const wanted = Array.from({ length: 50 }, () =>
      newUser({ username: `wanted.${name}`, groupPaths: [north] }),
    );
    const outcomes = (await Promise.all(wanted.map((one) => make(lane, [one])))).flat();
    expect(outcomes.map(codeOf).sort()).toEqual([...Array<string>(49).fill('conflict'), 'made']);
    const { admin, realm } = fixture;
    expect(await admin.users.find({ realm, username: `wanted.${name}`, exact: true })).toHaveLength(1);
  });

  test('an answer that was lost after Keycloak acted: everybody is found, nobody is made twice', async () => {
    let lost = false;
    const proxy = await openFlakyProxy(fixture.url, (method, path) => {
      const first = !lost && method === 'POST' && /\/(users\/?|partialImport)$/.test(path);
      lost ||= first;
      return first ? 'lose' : 'pass';
    });
    const users = people(4);
    const count = await fixture.directory.userCount();
    const outcomes = await make(laneOf(fixture, name, proxy.url), users);
    expect(outcomes.map(codeOf)).toContain('found');
    expect(new Set(outcomes.map(codeOf).filter((code) => code !== 'found' && code !== 'made'))).toEqual(
      new Set(),
    );
    expect(await fixture.directory.userCount()).toBe(count + users.length);
    for (const { memberId } of users) expect((await whole(memberId))?.groups).toEqual([north]);
    await proxy.close();
  });

  test('who is made with an initial password signs in with it at once, and only to choose another', async () => {
    const credential = { ...(await hashGenerated('Kxyz-2345-Abcd')), userLabel: 'letter 1' };
    const users = people(3, {
      enabled: true,
      requiredActions: ['UPDATE_PASSWORD'],
      credential,
    }).map(({ email: _none, federatedSubject: _no, ...user }) => user);
    expect((await make(lane, users)).map(codeOf)).toEqual(['made', 'made', 'made']);
    for (const { username, memberId } of users) {
      const page = await signInAt(loginAt(fixture), username, 'Kxyz-2345-Abcd');
      expect(page.end).toBe('page');
      const { userId = '' } = (await fixture.directory.findByMember(memberId)) ?? {};
      expect(await fixture.directory.passwordLabels(userId)).toEqual(['letter 1']);
      expect((await page.choose('Mein-eigenes-Passwort-7')).end).toBe('app');
      expect(await fixture.directory.passwordLabels(userId)).toEqual(['']);
      expect((await signInAt(loginAt(fixture), username, 'Kxyz-2345-Abcd')).end).toBe('refused');
    }
  });

  test('two of one name in one batch: the first has it', async () => {
    const users = people(3);
    const twin = newUser({ username: String(users[0]?.username).toUpperCase() });
    const outcomes = await make(lane, [...users, twin]);
    expect(outcomes.map(codeOf).sort()).toEqual(['conflict', 'made', 'made', 'made']);
  });
});
