import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { adoptAccount, candidate } from '../../sidecar/members/adopt.service.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { type ConsoleSide, openConsoleSide, type Person } from './console-fixture.ts';

let side: ConsoleSide;
let boss: Person;

beforeAll(async () => {
  side = await openConsoleSide();
  boss = await side.person('Netz Manager', 'muster', 'network_manager', { active: true });
});
afterAll(() => side?.close());

const names = { firstName: 'Alt', lastName: 'Bestand' };
const account = async (username: string, more: Record<string, unknown> = {}): Promise<string> =>
  (await side.admin.users.create({ username, enabled: true, ...more })).id;
const adopt = async (userId: string) => adoptAccount(side.deps, await side.scope(boss), userId, names);
const managementRole = async (name: string) => {
  const [client] = await side.admin.clients.find({ clientId: 'realm-management' });
  const id = String(client?.id);
  const role = await side.admin.clients.findRole({ id, roleName: name });
  return { clientUniqueId: id, role: { id: String(role?.id), name } };
};
const refusal = async (userId: string) => (await candidate(side.deps, userId)).refusal;
const why = async (userId: string): Promise<string | undefined> => {
  try {
    await adopt(userId);
    return undefined;
  } catch (error) {
    return (error as { fields?: { text: string }[] }).fields?.[0]?.text;
  }
};

test('an account becomes a person, carries the member id, keeps attributes; its groups wait for a decision', async () => {
  const userId = await account('alt.bestand', {
    email: 'alt@muster.example',
    emailVerified: true,
    firstName: 'Alt',
    lastName: 'Bestand',
    attributes: { locale: ['en'], employee_number: ['00815'] },
    groups: ['/areas/nord/editor'],
  });
  const id = await adopt(userId);
  expect(await findMember(side.db, id)).toMatchObject({
    keycloakUserId: userId,
    username: 'alt.bestand',
    email: 'alt@muster.example',
    employeeNumber: '00815',
    locale: 'en',
    state: 'active',
    grants: [],
  });
  const there = await side.admin.users.findOne({ id: userId });
  expect(there?.attributes).toEqual({ member_id: [id], locale: ['en'], employee_number: ['00815'] });
  expect(there).toMatchObject({
    firstName: 'Alt',
    lastName: 'Bestand',
    email: 'alt@muster.example',
    emailVerified: true,
  });
  await side.feed();
  await side.provision();
  expect((await side.open()).map(({ kind }) => kind)).toEqual(['grantAdded']);
  const groups = await side.admin.users.listGroups({ id: userId });
  expect(groups.map(({ path }) => path)).toEqual(['/areas/nord/editor']);
  const audit = await side.db.selectFrom('audit').select('act').where('member_id', '=', id).execute();
  expect(audit.map(({ act }) => act)).toEqual(['member.created', 'member.adopted']);
  expect(await why(userId)).toBe('members.adopt.refused.known');
});

test('ten at once: one person', async () => {
  const userId = await account('begehrt');
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => adopt(userId)));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const rows = await side.db
    .selectFrom('member')
    .select('id')
    .where('keycloak_user_id', '=', userId)
    .execute();
  expect(rows).toHaveLength(1);
});

test('whoever administers Keycloak is refused at the act: directly, by a group, inside another role', async () => {
  const { clientUniqueId, role } = await managementRole('manage-users');
  const direct = await account('verwaltet.direkt');
  expect(await refusal(direct)).toBeUndefined();
  // after the preview
  await side.admin.users.addClientRoleMappings({ id: direct, clientUniqueId, roles: [role] });
  expect(await why(direct)).toBe('members.adopt.refused.managing');

  const group = await side.admin.groups.create({ name: 'technik' });
  await side.admin.groups.addClientRoleMappings({ id: group.id, clientUniqueId, roles: [role] });
  const byGroup = await account('verwaltet.gruppe', { groups: ['/technik'] });
  expect(await why(byGroup)).toBe('members.adopt.refused.managing');

  await side.admin.roles.create({ name: 'hausmeister', composite: true });
  const composite = await side.admin.roles.findOneByName({ name: 'hausmeister' });
  await side.admin.roles.createComposite({ roleId: String(composite?.id) }, [
    { ...role, clientRole: true, containerId: clientUniqueId },
  ]);
  const inside = await account('verwaltet.rolle');
  await side.admin.users.addRealmRoleMappings({
    id: inside,
    roles: [{ id: String(composite?.id), name: 'hausmeister' }],
  });
  expect(await why(inside)).toBe('members.adopt.refused.managing');
  for (const id of [direct, byGroup, inside])
    expect((await side.admin.users.findOne({ id }))?.attributes?.['member_id']).toBeUndefined();
});

test('never a service account, never one with a member id, never over another person', async () => {
  const [client] = await side.admin.clients.find({ clientId: 'einlass-sidecar' });
  const service = await side.admin.clients.getServiceAccountUser({ id: String(client?.id) });
  expect(await why(String(service.id))).toBe('members.adopt.refused.service');
  expect(await side.realm.directory.findExact('service-account-einlass-sidecar')).toEqual([]);
  const carried = await account('schon.vergeben', { attributes: { member_id: ['somebody'] } });
  expect(await why(carried)).toBe('members.adopt.refused.known');
  const double = await account('double', { email: 'x@muster.example' });
  await side.db.updateTable('member').set({ email: 'x@muster.example' }).where('id', '=', boss.id).execute();
  expect(await why(double)).toBe('members.adopt.refused.taken');
  await expect(adopt('00000000-0000-4000-8000-000000000000')).rejects.toThrow('not_found');
  await expect(adopt('../clients')).rejects.toThrow('not_found');
});

test('the member id is written later where Keycloak is away at that moment', async () => {
  const userId = await account('spaeter.dran');
  const away = { ...side.deps.directory, claimAccount: () => Promise.reject(new Error('away')) };
  const id = await adoptAccount({ ...side.deps, directory: away }, await side.scope(boss), userId, names);
  expect((await side.admin.users.findOne({ id: userId }))?.attributes?.['member_id']).toBeUndefined();
  await side.feed();
  expect((await side.admin.users.findOne({ id: userId }))?.attributes?.['member_id']).toEqual([id]);
});
