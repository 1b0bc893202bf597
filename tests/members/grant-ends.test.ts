import { describe, expect, test } from '@jest/globals';
import { insertMember } from '../../sidecar/members/member-add.service.ts';
import { addRegisteredGrants } from '../../sidecar/members/registered.service.ts';
import { acts, database, grants, house } from './person-house.ts';

const day = (offset: number): Date => new Date(Date.UTC(2100, 0, 1 + offset));
const stored = (id: string) =>
  database.db
    .selectFrom('grant')
    .select(['area_id as areaId', 'role', 'ends_at as endsAt', 'end_told_at as toldAt'])
    .where('member_id', '=', id)
    .execute();
const told = (id: string) =>
  database.db.updateTable('grant').set({ end_told_at: new Date() }).where('member_id', '=', id).execute();

describe('an end date by hand', () => {
  test('is given, shortened, prolonged and taken away, and each is told in the history', async () => {
    const id = await house.person('ende.hand', []);
    const member = { areaId: house.north, role: 'member' } as const;
    for (const endsAt of [day(10), day(5), day(20), null])
      await grants(house.boss, id, [{ ...member, endsAt }]);
    expect(await stored(id)).toMatchObject([{ areaId: house.north, role: 'member', endsAt: null }]);
    const told = (await acts(id)).slice(1);
    expect(told).toEqual(['grant.added', 'grant.limited', 'grant.prolonged', 'grant.prolonged']);
  });

  test('stays where only the role is changed, is told anew after a change of its own, and never stays on a network manager', async () => {
    const id = await house.person('ende.rolle', [{ areaId: house.root, role: 'member', endsAt: day(10) }]);
    await told(id);
    await grants(house.boss, id, [{ areaId: house.root, role: 'editor' }]);
    expect(await stored(id)).toMatchObject([{ role: 'editor', endsAt: day(10), toldAt: expect.any(Date) }]);
    await grants(house.boss, id, [{ areaId: house.root, role: 'editor', endsAt: day(11) }]);
    expect(await stored(id)).toMatchObject([{ endsAt: day(11), toldAt: null }]);
    await grants(house.boss, id, [{ areaId: house.root, role: 'network_manager' }]);
    expect(await stored(id)).toMatchObject([{ role: 'network_manager', endsAt: null }]);
  });
});

test('who was let in elsewhere keeps the later end of one role, and a higher role ends as it was given', async () => {
  const names = { firstName: 'Ende', lastName: 'Fern', username: 'ende.fern', locale: 'de' as const };
  const id = await database.db
    .transaction()
    .execute((trx) =>
      insertMember(
        trx,
        { kind: 'system' },
        { ...names, origin: 'request', grants: [{ areaId: house.north, role: 'member', endsAt: day(10) }] },
      ),
    );
  await database.db.updateTable('member').set({ state: 'active' }).where('id', '=', id).execute();
  const add = async (role: 'member' | 'editor', endsAt: Date | null) => {
    const given = { grants: [{ areaId: house.north, role, endsAt }], origin: 'request', now: new Date() };
    await database.db.transaction().execute((trx) => addRegisteredGrants(trx, id, given));
    return (await stored(id))[0]?.endsAt ?? null;
  };
  expect(await add('member', day(5))).toEqual(day(10));
  expect(await add('member', day(15))).toEqual(day(15));
  expect(await add('editor', day(12))).toEqual(day(12));
  expect(await add('member', null)).toEqual(day(12));
  expect(await add('editor', null)).toBeNull();
});
