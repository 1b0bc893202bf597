import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addPerson } from '../../sidecar/members/person-add.service.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { patientDb, type TestDatabase, testDatabase } from '../support/database.ts';
import { admitAll, type Network, network, outcomes } from './person-fixture.ts';

let database: TestDatabase;
let db: Db;
let house: Network;
let realm: RealmFixture;

beforeAll(async () => {
  [database, realm] = await Promise.all([testDatabase(), openRealm()]);
  // As many connections as people who press at once.
  db = patientDb(database.url, 30);
  house = await network(db);
});
afterAll(async () => {
  await db?.destroy();
  await database?.close();
  await realm?.close();
});

const count = async (username: string): Promise<number> =>
  (
    await db
      .selectFrom('member')
      .select('id')
      .where('username', 'like', username)
      .where('state', '<>', 'deleted')
      .execute()
  ).length;

describe('50 at once', () => {
  test('want one user name: exactly one gets it, here and at Keycloak', async () => {
    const scope = await house.scope(house.boss);
    const { done, refused } = await outcomes(
      Array.from({ length: 50 }, (_, index) =>
        addPerson(db, scope, house.form({ username: 'einmalig', lastName: `Nr ${index}` })),
      ),
    );
    expect(done).toHaveLength(1);
    expect(refused.map(({ code, fields }) => [code, fields?.map(({ field }) => field)])).toEqual(
      Array.from({ length: 49 }, () => ['invalid_input', ['username']]),
    );
    expect(await count('einmalig')).toBe(1);
    await admitAll(db, realm.directory);
    const accounts = await realm.admin.users.find({ realm: realm.realm, username: 'einmalig', exact: true });
    expect(accounts).toHaveLength(1);
    expect(accounts[0]?.attributes?.['member_id']).toEqual(done);
  });

  test('of one name without a user name: each gets one of their own', async () => {
    const scope = await house.scope(house.boss);
    const { done, refused } = await outcomes(
      Array.from({ length: 50 }, () => addPerson(db, scope, house.form({ lastName: 'Gleich' }))),
    );
    expect(refused).toEqual([]);
    expect(new Set(done).size).toBe(50);
    expect(await count('erika.gleich%')).toBe(50);
  });

  test('from one form: one person, and everybody is told the same', async () => {
    const scope = await house.scope(house.boss);
    const form = house.form({ lastName: 'Doppelt', email: 'doppelt@muster.example' });
    const { done, refused } = await outcomes(Array.from({ length: 20 }, () => addPerson(db, scope, form)));
    expect(refused).toEqual([]);
    expect(new Set(done).size).toBe(1);
    expect(await count('erika.doppelt%')).toBe(1);
  });
});

test('a form that went back and names somebody else makes a second person', async () => {
  const scope = await house.scope(house.boss);
  const form = house.form({ firstName: 'Anton', lastName: 'Zurück' });
  const first = await addPerson(db, scope, form);
  const second = await addPerson(db, scope, { ...form, firstName: 'Berta' });
  expect(second).not.toBe(first);
  expect((await house.member(second)).username).toBe('berta.zurueck');
});

test('a taken key is named at its field; by whom only where one may see them', async () => {
  const boss = await house.scope(house.boss);
  const keys = { email: 'sued@muster.example', username: 'sued.sued', employeeNumber: '0815' };
  await addPerson(db, boss, house.form({ ...keys, firstName: 'Sara', lastName: 'Süd', areaId: house.south }));
  const again = { ...keys, email: 'SUED@muster.example' };
  await expect(addPerson(db, boss, house.form(again))).rejects.toMatchObject({
    code: 'invalid_input',
    fields: ['email', 'username', 'employeeNumber'].map((field) => ({
      field,
      text: `members.person.problem.${field}TakenBy`,
      params: { name: 'Sara Süd' },
    })),
  });
  const nora = await house.scope(house.nora);
  await expect(addPerson(db, nora, house.form(again))).rejects.toMatchObject({
    fields: ['email', 'username', 'employeeNumber'].map((field) => ({
      field,
      text: `members.person.problem.${field}Taken`,
    })),
  });
  const { refused } = await outcomes([addPerson(db, nora, house.form(again))]);
  expect(JSON.stringify(refused[0]?.fields)).not.toContain('Sara');
});

test.each([
  ['an area of others', 'south', 'member', 'areaId'],
  ['a role above the own', 'north', 'network_manager', 'role'],
  ['an area that is not there', 'nowhere', 'member', 'areaId'],
] as const)('%s is refused at its field', async (_, area, role, field) => {
  const nora = await house.scope(house.nora);
  const areaId = area === 'nowhere' ? '00000000-0000-4000-8000-000000000000' : house[area];
  await expect(addPerson(db, nora, house.form({ areaId, role }))).rejects.toMatchObject({
    code: 'invalid_input',
    fields: [{ field }],
  });
});
