import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { deletePerson, suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { outcomes } from './person-fixture.ts';
import { database, edit, grants, house, state } from './person-house.ts';

describe('two at once', () => {
  test('change one person from the same page: one is stored, the other is told', async () => {
    const id = await house.person('zwei.zugleich', [{ areaId: house.north, role: 'member' }]);
    const { version } = await house.member(id);
    const { done, refused } = await outcomes<unknown>([
      ...Array.from({ length: 5 }, (_, index) => edit(house.boss, id, { firstName: `Nr ${index}`, version })),
      ...Array.from({ length: 5 }, () =>
        grants(house.boss, id, [{ areaId: house.south, role: 'editor' }], version),
      ),
    ]);
    expect(done).toHaveLength(1);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['conflict']));
    expect((await house.member(id)).version).toBe(version + 1);
  });

  test.each([
    ['demote', (by: string, of: string) => grants(by, of, [{ areaId: house.root, role: undefined }])],
    ['suspend', (by: string, of: string) => state(suspendPerson, by, of)],
    ['delete', (by: string, of: string) => state(deletePerson, by, of)],
  ])('network managers who %s each other: one remains', async (_, act) => {
    for (let round = 0; round < 5; round += 1) {
      await database.db
        .updateTable('member')
        .set({ state: 'suspended' })
        .where('state', '=', 'active')
        .execute();
      const role = [{ areaId: house.root, role: 'network_manager' }] as const;
      const [a, b] = [
        await house.person(`a.${randomUUID()}`, role),
        await house.person(`b.${randomUUID()}`, role),
      ];
      const { done, refused } = await outcomes([act(a, b), act(b, a)]);
      expect(done).toHaveLength(1);
      expect(refused).toHaveLength(1);
      const { rows } = await managers();
      expect(rows).toHaveLength(1);
    }
    await database.db
      .updateTable('member')
      .set({ state: 'active' })
      .where('id', 'in', [house.boss, house.nora])
      .execute();
  });

  async function managers() {
    const rows = await database.db
      .selectFrom('grant')
      .innerJoin('member', 'member.id', 'grant.member_id')
      .select('member.id')
      .where('role', '=', 'network_manager')
      .where('state', '=', 'active')
      .execute();
    return { rows };
  }
});
