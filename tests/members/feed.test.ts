import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { endGrants } from '../../sidecar/members/grant-end.service.ts';
import { revertDeviation } from '../../sidecar/members/deviation-decide.service.ts';
import { pollFeed } from '../../sidecar/members/feed.job.ts';
import { claimFeed, releaseFeed, storeChanges } from '../../sidecar/members/feed.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { password } from './console-fixture.ts';
import { acts, boss, decide, member, north, side } from './feed-house.ts';

const askToken = async (username: string) => {
  const { realm, url, input } = side.realm;
  const [client] = await side.admin.clients.find({ clientId: 'sample-app' });
  await side.admin.clients.update({ id: String(client?.id) }, { ...client, directAccessGrantsEnabled: true });
  return fetch(`${url}/realms/${realm}/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'sample-app',
      client_secret: input.demoApp?.secret ?? '',
      username,
      password,
    }),
  });
};
const signIn = async (username: string) => expect((await askToken(username)).status).toBe(200);

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

test('a language that was chosen at Keycloak’s page is taken over, one without texts is not', async () => {
  const lena = await side.person('Lena Sprach', 'nord', 'member', { active: true });
  await side.feed();
  const before = await acts(lena);
  const choose = async (locale: string) => {
    const account = await side.admin.users.findOne({ id: lena.userId });
    await side.admin.users.update(
      { id: lena.userId },
      { ...account, attributes: { ...account?.attributes, locale: [locale] } },
    );
    await side.feed();
    await side.provision();
    return (await side.admin.users.findOne({ id: lena.userId }))?.attributes?.['locale'];
  };
  expect(await choose('en')).toEqual(['en']);
  expect((await member(lena)).locale).toBe('en');
  await choose('fr');
  expect((await member(lena)).locale).toBe('en');
  expect((await acts(lena)).slice(before.length)).toEqual(['member.changed']);
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

test('a password set in the console for an invited person lets nobody in, and the account stays shut', async () => {
  const ida = await side.person('Ida Innen', 'nord', 'member');
  await side.db.updateTable('member').set({ state: 'invited' }).where('id', '=', ida.id).execute();
  await side.feed();
  const before = await acts(ida);
  await side.admin.users.resetPassword({
    id: ida.userId,
    credential: { type: 'password', temporary: false, value: password },
  });
  for (let poll = 0; poll < 2; poll += 1) {
    await side.feed();
    const refused = await askToken('ida.innen');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error_description: 'Account disabled' });
    expect(await side.admin.users.findOne({ id: ida.userId })).toMatchObject({ enabled: false });
    expect(await side.state(ida)).toBe('invited');
  }
  await side.provision();
  expect(await side.admin.users.findOne({ id: ida.userId })).toMatchObject({ enabled: false });
  expect(await acts(ida)).toEqual(before);
  expect(await side.open()).toEqual([]);
});

test('a grant that is over while nobody took it away yet is no finding', async () => {
  const lea = await side.person('Lea Ende', 'nord', 'member', { active: true });
  await side.feed();
  await side.db
    .updateTable('grant')
    .set({ ends_at: sql<Date>`now()` })
    .where('member_id', '=', lea.id)
    .execute();
  await side.admin.users.update({ id: lea.userId }, { email: 'lea@muster.example', emailVerified: true });
  await side.feed();
  expect(await side.open()).toEqual([]);
  await endGrants({ ...side.deps, nudge: side.provision });
  side.advance(10);
  await side.feed();
  side.advance(-10);
  expect((await member(lea)).email).toBe('lea@muster.example');
  expect(await side.open()).toEqual([]);
});

test('of many workers one polls; a holder whose lease ran out writes nothing', async () => {
  // Due now, wherever the clock of an earlier round stood.
  await side.db
    .updateTable('feed')
    .set({ due_at: new Date(0), lease_until: null })
    .execute();
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
