import { expect, test } from '@jest/globals';
import { adoptDeviation, revertDeviation } from '../../sidecar/members/deviation-decide.service.ts';
import { acts, boss, decide, member, north, side } from './feed-house.ts';

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
  const endsAt = new Date(Date.now() + 86_400_000);
  await side.db.updateTable('grant').set({ ends_at: endsAt }).where('member_id', '=', mia.id).execute();
  await side.feed();
  await side.admin.users.delFromGroup({ id: mia.userId, groupId: await side.groupId('sued', 'member') });
  await side.admin.users.addToGroup({ id: mia.userId, groupId: await side.groupId('sued', 'editor') });
  await side.feed();
  expect((await side.open()).map(({ kind }) => kind)).toEqual(['grantAdded', 'grantRemoved']);
  await expect(decide(adoptDeviation, north, 'grantAdded')).rejects.toThrow('not_found');
  await decide(adoptDeviation, boss, 'grantAdded');
  await side.feed();
  expect(await side.open()).toEqual([]);
  // Keycloak knows no ends, so that ours stays.
  expect((await member(mia)).grants).toMatchObject([{ role: 'editor', endsAt }]);
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
