import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { GrantWish } from '../../sidecar/members/person.rules.ts';
import { addPerson } from '../../sidecar/members/person-add.service.ts';
import { editPerson, type PersonEdit } from '../../sidecar/members/person-edit.service.ts';
import { changeGrants } from '../../sidecar/members/person-grants.service.ts';
import {
  deletePerson,
  reactivatePerson,
  retryPerson,
  suspendPerson,
} from '../../sidecar/members/person-state.service.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { admitAll, type Network, network, outcomes } from './person-fixture.ts';

let database: TestDatabase;
let house: Network;
let realm: RealmFixture;

beforeAll(async () => {
  [database, realm] = await Promise.all([testDatabase(), openRealm()]);
  house = await network(database.db);
}, 60_000);
afterAll(async () => {
  await database?.close();
  await realm?.close();
}, 60_000);

const admit = () => admitAll(database.db, realm.directory);
const row = (id: string) =>
  database.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const acts = async (id: string) =>
  (
    await database.db.selectFrom('audit').select('act').where('member_id', '=', id).orderBy('id').execute()
  ).map(({ act }) => act);

async function account(id: string) {
  const { keycloak_user_id: userId } = await row(id);
  return userId ? realm.directory.getUser(userId) : undefined;
}

/** Edits as the form would: everything as it is, but for `more`. */
async function edit(actor: string, id: string, more: Partial<PersonEdit>) {
  const member = await house.member(id);
  const form: PersonEdit = {
    salutation: member.salutation ?? undefined,
    firstName: member.firstName,
    lastName: member.lastName,
    email: member.email ?? undefined,
    username: member.username,
    employeeNumber: member.employeeNumber ?? undefined,
    locale: 'de',
    version: member.version,
    ...more,
  };
  return editPerson(house.deps, await house.scope(actor), id, form);
}
async function grants(actor: string, id: string, wishes: readonly GrantWish[], version?: number) {
  const at = version ?? (await house.member(id)).version;
  return changeGrants(house.deps, await house.scope(actor), id, { version: at, wishes });
}
async function state(act: typeof suspendPerson, actor: string, id: string, version?: number) {
  const at = version ?? (await house.member(id)).version;
  return act(house.deps, await house.scope(actor), { id, version: at });
}

describe('reaches Keycloak', () => {
  test('names, user name, e-mail, number and language, and taking away what was there', async () => {
    const scope = await house.scope(house.boss);
    const id = await addPerson(
      database.db,
      scope,
      house.form({ email: 'erika@muster.example', employeeNumber: '007' }),
    );
    await admit();
    const change = {
      firstName: 'Änne',
      lastName: 'Weiß-Öztürk',
      email: 'aenne@muster.example',
      username: 'aenne.weiss',
      employeeNumber: '008',
      locale: 'en',
    } as const;
    await edit(house.boss, id, change);
    await admit();
    expect(await row(id)).toMatchObject({ sync_state: 'done', sync_error: null });
    expect(await account(id)).toMatchObject({ ...change, memberId: id, enabled: false });
    await edit(house.boss, id, { email: undefined, employeeNumber: undefined });
    await admit();
    const bare = await account(id);
    expect(bare).toMatchObject({ username: 'aenne.weiss', lastName: 'Weiß-Öztürk', locale: 'de' });
    expect([bare?.email, bare?.employeeNumber]).toEqual([undefined, undefined]);
    expect(await acts(id)).toEqual([
      'member.created',
      'grant.added',
      'member.provisioned',
      'member.changed',
      'member.changed',
    ]);
  });

  test('grants: added, changed, removed', async () => {
    const id = await house.person('gina.grant', [{ areaId: house.north, role: 'member' }]);
    await admit();
    await grants(house.boss, id, [
      { areaId: house.north, role: 'editor' },
      { areaId: house.south, role: 'member' },
    ]);
    await admit();
    expect((await account(id))?.groups?.toSorted()).toEqual(['/areas/nord/editor', '/areas/sued/member']);
    await grants(house.boss, id, [{ areaId: house.north, role: undefined }]);
    await admit();
    expect((await account(id))?.groups).toEqual(['/areas/sued/member']);
    expect((await acts(id)).slice(3)).toEqual(['grant.changed', 'grant.added', 'grant.removed']);
  });

  test('suspension closes the account, reactivation opens it, deletion removes it', async () => {
    const id = await house.person('susi.sperr', [{ areaId: house.north, role: 'member' }]);
    await admit();
    await state(suspendPerson, house.nora, id);
    await admit();
    expect((await account(id))?.enabled).toBe(false);
    await state(suspendPerson, house.nora, id, 1);
    await state(reactivatePerson, house.nora, id);
    await admit();
    expect((await account(id))?.enabled).toBe(true);
    expect((await row(id)).state).toBe('active');
    const { keycloak_user_id: userId } = await row(id);
    const version = (await house.member(id)).version;
    await state(deletePerson, house.nora, id, version);
    await admit();
    expect(await realm.directory.getUser(userId ?? '')).toBeUndefined();
    expect(await row(id)).toMatchObject({ state: 'deleted', email: null, employee_number: null });
    expect((await row(id)).sync_state).toBe('done');
    // The second press of the button is no error; a second deletion there is not.
    await state(deletePerson, house.nora, id, version);
    expect((await acts(id)).filter((act) => act === 'member.deleted')).toHaveLength(1);
  });

  test('reactivation never opens what nobody had redeemed, nor does any other change what the console closed', async () => {
    const id = await house.person('nie.da', [{ areaId: house.north, role: 'member' }], false);
    await admit();
    await state(suspendPerson, house.boss, id);
    await admit();
    await state(reactivatePerson, house.boss, id);
    await admit();
    expect([(await row(id)).state, (await account(id))?.enabled]).toEqual(['created', false]);
    const active = await house.person('in.konsole', [{ areaId: house.north, role: 'member' }]);
    await admit();
    await realm.directory.setEnabled((await row(active)).keycloak_user_id ?? '', false);
    await edit(house.boss, active, { firstName: 'Anders' });
    await admit();
    expect((await account(active))?.enabled).toBe(false);
  });

  test('whoever was suspended or deleted before the account was made never gets an open one', async () => {
    const early = await house.person('zu.frueh', [{ areaId: house.north, role: 'member' }]);
    await state(suspendPerson, house.boss, early);
    const gone = await house.person('schon.weg', [{ areaId: house.north, role: 'member' }]);
    await state(deletePerson, house.boss, gone);
    await admit();
    expect((await account(early))?.enabled).toBe(false);
    expect(await realm.directory.findByMember(gone)).toBeUndefined();
  });

  test('a key that a stranger’s account has is shown as failed, and tried again when asked', async () => {
    const name = { realm: realm.realm, username: 'fremd.konto', enabled: true };
    const { id: stranger } = await realm.admin.users.create(name);
    const id = await house.person('fremd.konto', [{ areaId: house.north, role: 'member' }], false);
    await admit();
    expect(await row(id)).toMatchObject({ sync_state: 'failed', sync_error: 'conflict' });
    await realm.admin.users.del({ realm: realm.realm, id: stranger });
    await retryPerson(house.deps, await house.scope(house.nora), id);
    await admit();
    expect(await row(id)).toMatchObject({ sync_state: 'done', sync_error: null });
    expect((await account(id))?.memberId).toBe(id);
  });
});

describe('an open invitation', () => {
  async function invited(username: string): Promise<string> {
    const id = await house.person(username, [{ areaId: house.north, role: 'member' }], false);
    const lookup = Buffer.from(randomUUID());
    const expires_at = new Date(Date.now() + 86_400_000);
    await database.db
      .insertInto('invitation')
      .values({ id: randomUUID(), member_id: id, key_id: 1, generation: 1, lookup, expires_at })
      .execute();
    await database.db.updateTable('member').set({ state: 'invited' }).where('id', '=', id).execute();
    return id;
  }
  const links = async (id: string) =>
    (await database.db.selectFrom('invitation').select('state').where('member_id', '=', id).execute()).map(
      (one) => one.state,
    );

  test.each([
    [
      'a new e-mail address',
      (id: string) => edit(house.boss, id, { email: `${randomUUID()}@muster.example` }),
      'created',
    ],
    ['a suspension', (id: string) => state(suspendPerson, house.boss, id), 'suspended'],
    ['a deletion', (id: string) => state(deletePerson, house.boss, id), 'deleted'],
  ])('dies by %s', async (_, act, after) => {
    const id = await invited(`post.${randomUUID()}`);
    await act(id);
    expect([await links(id), (await row(id)).state]).toEqual([['revoked'], after]);
  });

  test('lives on when only the name changes, and the page is told which of the two it was', async () => {
    const id = await invited('nur.name');
    expect(await edit(house.boss, id, { firstName: 'Neu' })).toEqual({ linkDied: false });
    expect([await links(id), (await row(id)).state]).toEqual([['open'], 'invited']);
    expect(await edit(house.boss, id, { email: 'anders@muster.example' })).toEqual({ linkDied: true });
  });
});

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
