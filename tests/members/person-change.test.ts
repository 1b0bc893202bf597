import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addPerson } from '../../sidecar/members/person-add.service.ts';
import {
  deletePerson,
  reactivatePerson,
  retryPerson,
  suspendPerson,
} from '../../sidecar/members/person-state.service.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { admitAll } from './person-fixture.ts';
import { acts, database, edit, grants, house, row, state } from './person-house.ts';

let realm: RealmFixture;
beforeAll(async () => {
  realm = await openRealm();
});
afterAll(() => realm?.close());

const admit = () => admitAll(database.db, realm.directory);
async function account(id: string) {
  const { keycloak_user_id: userId } = await row(id);
  return userId ? realm.directory.getUser(userId) : undefined;
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
    // Nor is it in vain where the other button was meant.
    expect((await row(id)).erase_asked_at).toBeNull();
    await deletePerson(house.deps, await house.scope(house.nora), { id, version, erase: true });
    expect((await row(id)).erase_asked_at).not.toBeNull();
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

test('the page is told what becomes of a letter on paper: a new user name outdates it, an address ends it', async () => {
  const id = await house.person('hat.brief', [{ areaId: house.north, role: 'member' }], false);
  await database.db.updateTable('member').set({ password_access: true }).where('id', '=', id).execute();
  expect(await edit(house.boss, id, { firstName: 'Neu' })).toEqual({ linkDied: false });
  expect(await edit(house.boss, id, { username: 'hat.neuen.namen' })).toEqual({
    linkDied: false,
    letter: 'outdated',
  });
  const email = `${randomUUID()}@muster.example`;
  expect(await edit(house.boss, id, { email })).toEqual({ linkDied: false, letter: 'died' });
});
