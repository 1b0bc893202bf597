import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { findMember } from '../../sidecar/members/member.store.ts';
import { looksLikeAnotherRealm } from '../../sidecar/members/reconcile.rules.ts';
import { reconcile } from '../../sidecar/members/reconcile.service.ts';
import { claimReconcile } from '../../sidecar/members/reconcile.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { type ConsoleSide, openConsoleSide, type Person } from './console-fixture.ts';

let side: ConsoleSide;
let people: Person[];

beforeAll(async () => {
  side = await openConsoleSide();
  people = [];
  for (let index = 0; index < 8; index++)
    people.push(
      await side.person(`Person Nr${index}`, index % 2 ? 'nord' : 'sued', 'member', { active: index < 6 }),
    );
  await side.feed();
});
afterAll(() => side?.close());

const person = (index: number): Person => {
  const found = people[index];
  if (!found) throw new Error('no such person');
  return found;
};
/** The log is purged, as after months: nothing tells what happened. */
const purge = async () => {
  const { realm } = side.realm;
  await side.admin.realms.clearEvents({ realm });
  await side.admin.realms.clearAdminEvents({ realm });
};
/** Two passes with admission between them, as the worker does it. */
const twice = async () => {
  const first = await reconcile(side.deps);
  await side.provision();
  return { first, second: await reconcile(side.deps) };
};

test('where nothing differs nothing is written', async () => {
  const { first, second } = await twice();
  expect(second).toMatchObject({ members: 8, accounts: 8, differing: 0, writes: 0, unknownAccounts: 0 });
  expect(first.missingAccounts).toBe(0);
});

test('what was missed without a log is found, repaired or reported; the second pass writes nothing', async () => {
  await side.admin.users.update({ id: person(0).userId }, { lastName: 'Anders' });
  await side.admin.users.delFromGroup({
    id: person(1).userId,
    groupId: await side.groupId('nord', 'member'),
  });
  await side.admin.users.update({ id: person(2).userId }, { enabled: false });
  await side.admin.users.update({ id: person(3).userId }, { email: 'andere@muster.example' });
  await side.admin.users.del({ id: person(4).userId });
  await side.admin.users.del({ id: person(6).userId });
  const plain = await side.admin.users.findOne({ id: person(5).userId });
  await side.admin.users.update({ id: person(5).userId }, { ...plain, attributes: { locale: ['de'] } });
  await side.admin.users.create({ username: 'fremd.konto', enabled: true });
  const group = await side.groupId('sued', 'editor');
  await side.admin.groups.update(
    { id: group },
    { name: 'editor', attributes: { access: ['muster:network_manager'] } },
  );
  await purge();

  const { first, second } = await twice();
  expect(first).toMatchObject({ unknownAccounts: 1, missingAccounts: 2, halted: false });
  expect(first.writes).toBeGreaterThan(6);
  expect(second).toMatchObject({ unknownAccounts: 1, missingAccounts: 1, writes: 0 });

  expect((await side.open()).map(({ kind }) => kind)).toEqual(['accountDeleted', 'grantRemoved', 'lastName']);
  expect(await side.state(person(2))).toBe('suspended');
  expect((await findMember(side.db, person(3).id))?.email).toBe('andere@muster.example');
  expect(await side.realm.directory.findByMember(person(5).id)).toMatchObject({ userId: person(5).userId });
  const remade = await findMember(side.db, person(6).id);
  expect(remade?.keycloakUserId).not.toBe(person(6).userId);
  expect(await side.realm.directory.getUser(String(remade?.keycloakUserId))).toMatchObject({
    memberId: person(6).id,
    enabled: false,
    groups: ['/areas/sued/member'],
  });
  expect((await side.admin.groups.findOne({ id: group }))?.attributes).toEqual({ access: ['sued:editor'] });
});

test('an account that carries our member id is bound again; a second one is reported', async () => {
  const lost = person(7);
  await side.db.updateTable('member').set({ keycloak_user_id: null }).where('id', '=', lost.id).execute();
  await side.admin.users.create({
    username: 'doppelt',
    enabled: true,
    attributes: { member_id: [person(0).id] },
  });
  const { second } = await twice();
  expect(second.writes).toBe(0);
  expect((await findMember(side.db, lost.id))?.keycloakUserId).toBe(lost.userId);
  expect(await side.open()).toEqual(
    expect.arrayContaining([expect.objectContaining({ kind: 'accountTwice', keycloak: 'doppelt' })]),
  );
  const [double] = await side.admin.users.find({ username: 'doppelt', exact: true });
  await side.admin.users.del({ id: String(double?.id) });
  await twice();
  expect((await side.open()).map(({ kind }) => kind)).not.toContain('accountTwice');
});

test('a suspension of ours that Keycloak does not know is never undone by comparing', async () => {
  const { id, userId } = person(5);
  await sql`update member set state = 'suspended', state_before = 'active' where id = ${id}`.execute(side.db);
  await purge();
  await reconcile(side.deps);
  side.advance(6);
  await reconcile(side.deps);
  expect(await side.state(person(5))).toBe('suspended');
  expect((await side.open()).map(({ kind }) => kind)).toContain('enabled');
  expect((await side.admin.users.findOne({ id: userId }))?.enabled).toBe(true);
});

test('an empty realm halts it: nothing is acted upon', async () => {
  expect([
    looksLikeAnotherRealm(21, 80),
    looksLikeAnotherRealm(21, 100),
    looksLikeAnotherRealm(8, 8),
  ]).toEqual([true, false, false]);
  await sql`insert into member (first_name, last_name, username, origin, state, sync_state, keycloak_user_id)
    select 'Weg', 'Nr' || n, 'weg' || n, 'test', 'invited', 'done', 'gone-' || n from generate_series(1, 30) n`.execute(
    side.db,
  );
  const before = await side.open();
  const figures = await reconcile(side.deps);
  expect(figures.halted).toBe(true);
  expect(figures.missingAccounts).toBeGreaterThanOrEqual(30);
  expect(await side.open()).toEqual(before);
  const { rows } = await sql`select 1 from member where origin = 'test' and sync_state = 'pending'`.execute(
    side.db,
  );
  expect(rows).toEqual([]);
});

test('of many workers one compares, once a period', async () => {
  const now = new Date();
  const all = (at: Date) => Promise.all(Array.from({ length: 8 }, () => claimReconcile(side.db, at, 3600)));
  expect((await all(now)).filter(Boolean)).toHaveLength(0);
  expect((await all(addSeconds(now, 3601))).filter(Boolean)).toHaveLength(1);
  expect((await all(addSeconds(now, 3700))).filter(Boolean)).toHaveLength(0);
});
