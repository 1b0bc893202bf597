import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { voidRedemptions } from '../../sidecar/invitations/console.store.ts';
import { adoptDeviation, revertDeviation } from '../../sidecar/members/deviation-decide.service.ts';
import { pollFeed } from '../../sidecar/members/feed.job.ts';
import { claimFeed, releaseFeed, storeChanges } from '../../sidecar/members/feed.store.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type ConsoleSide, openConsoleSide, password, type Person } from './console-fixture.ts';

let side: ConsoleSide;
let boss: Person;
let north: Person;

beforeAll(async () => {
  side = await openConsoleSide();
  boss = await side.person('Netz Manager', 'muster', 'network_manager', { active: true });
  north = await side.person('Nora Nord', 'nord', 'newsroom_manager', { active: true });
  await side.feed();
}, 60_000);
afterAll(() => side?.close(), 30_000);

const member = async ({ id }: Person) => {
  const found = await findMember(side.db, id);
  if (!found) throw new Error('no member');
  return found;
};
const acts = async ({ id }: Person) =>
  (await side.db.selectFrom('audit').select('act').where('member_id', '=', id).orderBy('id').execute()).map(
    ({ act }) => act,
  );
const decide = async (act: typeof adoptDeviation, by: Person, kind: string) => {
  const deviation = (await side.open()).find((one) => one.kind === kind);
  if (!deviation) throw new Error(`no ${kind}`);
  const { db, directory, clock } = side.deps;
  await act(
    { db, directory, clock, voidRedemptions, nudge: side.provision },
    await side.scope(by),
    deviation.id,
  );
};
const signIn = async (username: string) => {
  const { realm, url, input } = side.realm;
  const [client] = await side.admin.clients.find({ clientId: 'sample-app' });
  await side.admin.clients.update({ id: String(client?.id) }, { ...client, directAccessGrantsEnabled: true });
  const answer = await fetch(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'sample-app',
      client_secret: input.demoApp?.secret ?? '',
      username,
      password,
    }),
  });
  expect(answer.status).toBe(200);
};

test('e-mail, verified and enabled are taken over from the console, each with its audit row', async () => {
  const emil = await side.person('Emil Editor', 'nord', 'editor', { active: true });
  await side.feed();
  await side.admin.users.update({ id: emil.userId }, { email: 'neu@muster.example', emailVerified: true });
  await side.feed();
  expect((await member(emil)).email).toBe('neu@muster.example');
  await side.admin.users.update({ id: emil.userId }, { enabled: false });
  await side.feed();
  expect(await side.state(emil)).toBe('suspended');
  await side.admin.users.update({ id: emil.userId }, { enabled: true });
  await side.feed();
  expect(await side.state(emil)).toBe('active');
  const own = await acts(emil);
  expect(own.filter((act) => act === 'member.suspended')).toHaveLength(1);
  expect(own.filter((act) => act === 'member.reactivated')).toHaveLength(1);
  expect(own).toContain('member.changed');
  expect(await side.open()).toEqual([]);
});

test('an address that another person of ours has is reported and not taken', async () => {
  const one = await side.person('Rita Eins', 'nord', 'member', { active: true });
  await side.db
    .updateTable('member')
    .set({ email: 'besetzt@muster.example' })
    .where('id', '=', boss.id)
    .execute();
  await side.admin.users.update({ id: one.userId }, { email: 'besetzt@muster.example' });
  await side.feed();
  expect((await member(one)).email).toBe('rita.eins@muster.example');
  expect(await side.open()).toMatchObject([{ kind: 'email', keycloak: 'besetzt@muster.example' }]);
  await side.db
    .updateTable('member')
    .set({ email: 'netz.manager@muster.example' })
    .where('id', '=', boss.id)
    .execute();
  await decide(revertDeviation, boss, 'email');
  await side.feed();
  expect(await side.open()).toEqual([]);
  expect((await side.admin.users.findOne({ id: one.userId }))?.email).toBe('rita.eins@muster.example');
});

test('the first sign-in makes active, also of who dropped out before our callback', async () => {
  const late = await side.person('Lena Lang', 'nord', 'member', { active: true });
  await side.db
    .updateTable('member')
    .set({ state: 'invited', activated_at: null })
    .where('id', '=', late.id)
    .execute();
  await signIn('lena.lang');
  await side.feed();
  expect(await side.state(late)).toBe('active');
  expect((await acts(late)).filter((act) => act === 'member.activated')).toHaveLength(1);
  const before = await acts(late);
  await side.feed();
  expect(await acts(late)).toEqual(before);
});

test('a changed name is a deviation: ours counts, and it is adopted or reverted', async () => {
  const anna = await side.person('Anna Alt', 'nord', 'member', { active: true });
  await side.feed();
  await side.admin.users.update({ id: anna.userId }, { firstName: 'Annika', lastName: 'Neu' });
  await side.feed();
  expect(await side.open()).toMatchObject([
    { kind: 'firstName', keycloak: 'Annika', ours: 'Anna' },
    { kind: 'lastName', keycloak: 'Neu', ours: 'Alt' },
  ]);
  expect((await member(anna)).lastName).toBe('Alt');
  await decide(adoptDeviation, north, 'lastName');
  await decide(revertDeviation, north, 'firstName');
  await side.feed();
  expect(await side.open()).toEqual([]);
  expect(await member(anna)).toMatchObject({ firstName: 'Anna', lastName: 'Neu', syncState: 'done' });
  expect(await side.admin.users.findOne({ id: anna.userId })).toMatchObject({
    firstName: 'Anna',
    lastName: 'Neu',
  });
  expect(await acts(anna)).toEqual(expect.arrayContaining(['deviation.adopted', 'deviation.reverted']));
  const kept = await side.db
    .selectFrom('deviation')
    .select('keycloak_value')
    .where('member_id', '=', anna.id)
    .execute();
  expect(kept.every((row) => row.keycloak_value === null)).toBe(true);
});

test('what changed since it was seen is not adopted', async () => {
  const kai = await side.person('Kai Kurz', 'nord', 'member', { active: true });
  await side.admin.users.update({ id: kai.userId }, { lastName: 'Lang' });
  await side.feed();
  await side.admin.users.update({ id: kai.userId }, { lastName: 'Anders' });
  await expect(decide(adoptDeviation, boss, 'lastName')).rejects.toThrow('conflict');
  expect((await member(kai)).lastName).toBe('Kurz');
  await side.admin.users.update({ id: kai.userId }, { lastName: 'Kurz' });
  await side.feed();
  expect(await side.open()).toEqual([]);
});

test('moved to another group: two deviations; adopted by who may grant, foreign areas answer like unknown ids', async () => {
  const mia = await side.person('Mia Muster', 'sued', 'member', { active: true });
  await side.feed();
  await side.admin.users.delFromGroup({ id: mia.userId, groupId: await side.groupId('sued', 'member') });
  await side.admin.users.addToGroup({ id: mia.userId, groupId: await side.groupId('sued', 'editor') });
  await side.feed();
  expect((await side.open()).map(({ kind }) => kind)).toEqual(['grantAdded', 'grantRemoved']);
  await expect(decide(adoptDeviation, north, 'grantAdded')).rejects.toThrow('not_found');
  await decide(adoptDeviation, boss, 'grantAdded');
  await side.feed();
  expect(await side.open()).toEqual([]);
  expect((await member(mia)).grants.map(({ role }) => role)).toEqual(['editor']);
});

test('a managing role put on in the console is adopted by network managers only, and taken back by its area', async () => {
  const max = await side.person('Max Macht', 'nord', 'member', { active: true });
  await side.admin.users.addToGroup({
    id: max.userId,
    groupId: await side.groupId('nord', 'newsroom_manager'),
  });
  await side.feed();
  await expect(decide(adoptDeviation, north, 'grantAdded')).rejects.toThrow('forbidden');
  expect((await member(max)).grants.map(({ role }) => role)).toEqual(['member']);
  await decide(revertDeviation, north, 'grantAdded');
  const groups = await side.admin.users.listGroups({ id: max.userId });
  expect(groups.map(({ path }) => path)).toEqual(['/areas/nord/member']);
  await side.feed();
  expect(await side.open()).toEqual([]);
});

test('a deleted account is reported and restored by admission; the person has to be invited again', async () => {
  const dora = await side.person('Dora Dahin', 'nord', 'member', { active: true });
  await side.feed();
  await side.admin.users.del({ id: dora.userId });
  await side.feed();
  expect((await side.open()).map(({ kind }) => kind)).toEqual(['accountDeleted']);
  await decide(revertDeviation, boss, 'accountDeleted');
  await side.provision();
  const made = await member(dora);
  expect(made).toMatchObject({ state: 'created', syncState: 'done' });
  expect(made.keycloakUserId).not.toBe(dora.userId);
  expect((await side.admin.users.findOne({ id: String(made.keycloakUserId) }))?.enabled).toBe(false);
  expect(await side.open()).toEqual([]);
});

test('an invited account opened in the console is reported; taking back closes it', async () => {
  const ina = await side.person('Ina Innen', 'nord', 'member');
  await side.admin.users.update({ id: ina.userId }, { enabled: true });
  await side.feed();
  expect((await side.open()).map(({ kind }) => kind)).toEqual(['enabled']);
  expect(await side.state(ina)).toBe('created');
  await decide(revertDeviation, boss, 'enabled');
  expect((await side.admin.users.findOne({ id: ina.userId }))?.enabled).toBe(false);
  await side.feed();
  expect(await side.open()).toEqual([]);
});

test('a renamed group is reported and goes back by its id; a deleted one is never bound by its name', async () => {
  const holder = await side.person('Gerda Gruppe', 'sued', 'editor', { active: true });
  await side.feed();
  const editors = await side.groupId('sued', 'editor');
  await side.admin.groups.update({ id: editors }, { name: 'redaktion' });
  await side.feed();
  expect(await side.open()).toMatchObject([{ kind: 'groupRenamed', keycloak: '/areas/sued/redaktion' }]);
  await decide(revertDeviation, boss, 'groupRenamed');
  expect((await side.admin.groups.findOne({ id: editors }))?.path).toBe('/areas/sued/editor');
  await side.feed();
  expect(await side.open()).toEqual([]);

  const parent = (await side.admin.groups.findOne({ id: editors }))?.parentId ?? '';
  await side.admin.groups.del({ id: editors });
  const impostor = await side.admin.groups.createChildGroup({ id: parent }, { name: 'editor' });
  await side.feed();
  expect((await side.open()).map(({ kind }) => kind)).toEqual(['groupDeleted']);
  await expect(decide(revertDeviation, boss, 'groupDeleted')).rejects.toThrow('conflict');
  expect(await side.groupId('sued', 'editor')).toBe(editors);
  await side.admin.groups.del({ id: impostor.id });
  await decide(revertDeviation, boss, 'groupDeleted');
  await side.provision();
  const again = await side.groupId('sued', 'editor');
  expect([editors, impostor.id]).not.toContain(again);
  const groups = await side.admin.users.listGroups({ id: holder.userId });
  expect(groups.map(({ path }) => path)).toEqual(['/areas/sued/editor']);
  await side.feed();
  expect(await side.open()).toEqual([]);
});

test('of many workers one polls; a holder whose lease ran out writes nothing', async () => {
  const polls = await Promise.all(Array.from({ length: 8 }, () => claimFeed(side.db, new Date())));
  const [lease, ...others] = polls.filter((one) => one !== undefined);
  expect(others).toEqual([]);
  if (!lease) throw new Error('nobody polls');
  expect(await pollFeed(side.deps)).toBe(false);
  const later = await claimFeed(side.db, addSeconds(new Date(), 60));
  if (!later) throw new Error('the lease did not run out');
  const change = { id: 'late', at: new Date(), kind: 'signedIn', userId: north.userId } as const;
  await side.db.updateTable('member').set({ state: 'invited' }).where('id', '=', north.id).execute();
  const now = new Date();
  expect(await storeChanges(side.db, lease, [change], now, addSeconds(now, -120))).toBe(0);
  expect(await side.state(north)).toBe('invited');
  expect(await storeChanges(side.db, later, [change, change].slice(1), now, addSeconds(now, -120))).toBe(1);
  expect(await storeChanges(side.db, later, [change], now, addSeconds(now, -120))).toBe(0);
  expect(await side.state(north)).toBe('active');
  await releaseFeed(side.db, later, now);
});

test('a purged log, or one that is switched off, hurts nothing', async () => {
  const { realm } = side.realm;
  await side.admin.realms.clearEvents({ realm });
  await side.admin.realms.clearAdminEvents({ realm });
  await side.feed();
  const events = await side.admin.realms.getConfigEvents({ realm });
  await side.admin.realms.updateConfigEvents(
    { realm },
    { ...events, eventsEnabled: false, adminEventsEnabled: false },
  );
  await side.feed();
  await side.admin.realms.updateConfigEvents({ realm }, events);
  await side.admin.users.update({ id: boss.userId }, { lastName: 'Meister' });
  await side.feed();
  expect((await side.open()).map(({ kind }) => kind)).toEqual(['lastName']);
});
