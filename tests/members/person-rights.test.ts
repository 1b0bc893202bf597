import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { editPerson } from '../../sidecar/members/person-edit.service.ts';
import { changeGrants } from '../../sidecar/members/person-grants.service.ts';
import {
  deletePerson,
  reactivatePerson,
  retryPerson,
  suspendPerson,
} from '../../sidecar/members/person-state.service.ts';
import { type GrantWish } from '../../sidecar/members/person.rules.ts';
import { outcomes } from './person-fixture.ts';
import { edit, grants, house, state } from './person-house.ts';

describe('rights', () => {
  test('foreign, deleted, unknown and malformed ids answer alike', async () => {
    const south = await house.person('sven.sued', [{ areaId: house.south, role: 'member' }]);
    const gone = await house.person('gerd.gone', [{ areaId: house.north, role: 'member' }]);
    await state(deletePerson, house.boss, gone);
    const scope = await house.scope(house.nora);
    for (const id of [south, gone, randomUUID(), 'keine-id', undefined]) {
      const target = { id, version: 1 };
      const attempts: Promise<unknown>[] = [
        suspendPerson(house.deps, scope, target),
        reactivatePerson(house.deps, scope, target),
        deletePerson(house.deps, scope, target),
        retryPerson(house.deps, scope, id),
        changeGrants(house.deps, scope, id, { version: 1, wishes: [] }),
        editPerson(house.deps, scope, id, { ...house.form(), version: 1 }),
      ];
      const { refused } = await outcomes(attempts);
      expect(refused.map(({ code }) => code)).toEqual(attempts.map(() => 'not_found'));
    }
  });

  test('identity needs every area of the person and a role above all of theirs', async () => {
    const both = await house.person('beide.orte', [
      { areaId: house.north, role: 'member' },
      { areaId: house.south, role: 'member' },
    ]);
    const peer = await house.person('gleich.hoch', [{ areaId: house.north, role: 'newsroom_manager' }]);
    for (const id of [both, peer]) {
      await expect(edit(house.nora, id, { firstName: 'Neu' })).rejects.toMatchObject({ code: 'forbidden' });
      await expect(state(suspendPerson, house.nora, id)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(state(deletePerson, house.nora, id)).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect((await house.member(both)).version).toBe(1);
    await grants(house.nora, both, [{ areaId: house.north, role: 'editor' }]);
    expect((await house.member(both)).grants).toContainEqual({ areaId: house.north, role: 'editor' });
  });

  test('grants go neither above the own role nor into foreign areas, neither in nor out', async () => {
    const id = await house.person('max.matrix', [
      { areaId: house.north, role: 'member' },
      { areaId: house.south, role: 'editor' },
    ]);
    const wishes: GrantWish[] = [
      { areaId: house.north, role: 'network_manager' },
      { areaId: house.south, role: undefined },
      { areaId: house.root, role: 'member' },
    ];
    for (const wish of wishes) {
      await expect(grants(house.nora, id, [wish])).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ field: `role.${wish.areaId}` }],
      });
    }
    expect((await house.member(id)).grants).toHaveLength(2);
  });

  test('nobody changes their own grants, or suspends or deletes themselves', async () => {
    for (const id of [house.boss, house.nora]) {
      await expect(grants(id, id, [])).rejects.toMatchObject({ code: 'forbidden' });
      await expect(state(suspendPerson, id, id)).rejects.toMatchObject({ code: 'forbidden' });
      await expect(state(deletePerson, id, id)).rejects.toMatchObject({ code: 'forbidden' });
    }
  });

  test('after the first sign-in the e-mail address is the person’s own business', async () => {
    const id = await house.person('post.fach', [{ areaId: house.north, role: 'member' }]);
    await expect(edit(house.boss, id, { email: 'neu@muster.example' })).rejects.toMatchObject({
      fields: [{ field: 'email', text: 'members.person.problem.emailFixed' }],
    });
  });

  test('a key of somebody else is refused at its field', async () => {
    const id = await house.person('eva.eigen', [{ areaId: house.north, role: 'member' }]);
    await expect(edit(house.boss, id, { username: 'NORA.nord' })).rejects.toMatchObject({
      fields: [{ field: 'username', text: 'members.person.problem.usernameTakenBy' }],
    });
  });
});
