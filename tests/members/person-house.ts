import { afterAll, beforeAll } from '@jest/globals';
import type { GrantWish } from '../../sidecar/members/person.rules.ts';
import { editPerson, type PersonEdit } from '../../sidecar/members/person-edit.service.ts';
import { changeGrants } from '../../sidecar/members/person-grants.service.ts';
import type { suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Network, network } from './person-fixture.ts';

/** One database with Muster AG for the file that imports this. */
export let database: TestDatabase;
export let house: Network;

beforeAll(async () => {
  database = await testDatabase();
  house = await network(database.db);
});
afterAll(() => database?.close());

export const row = (id: string) =>
  database.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
export const acts = async (id: string) =>
  (
    await database.db.selectFrom('audit').select('act').where('member_id', '=', id).orderBy('id').execute()
  ).map(({ act }) => act);

/** Edits as the form would: everything as it is, but for `more`. */
export async function edit(actor: string, id: string, more: Partial<PersonEdit>) {
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
export async function grants(actor: string, id: string, wishes: readonly GrantWish[], version?: number) {
  const at = version ?? (await house.member(id)).version;
  return changeGrants(house.deps, await house.scope(actor), id, { version: at, wishes });
}
export async function state(act: typeof suspendPerson, actor: string, id: string, version?: number) {
  const at = version ?? (await house.member(id)).version;
  return act(house.deps, await house.scope(actor), { id, version: at });
}
