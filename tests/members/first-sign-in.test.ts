import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newUserFor } from '../../sidecar/members/admission.rules.ts';
import { markSignedIn } from '../../sidecar/members/first-sign-in.store.ts';
import { findMember } from '../../sidecar/members/member.store.ts';
import { holdMember } from '../../sidecar/members/person.store.ts';
import type { MemberState } from '../../sidecar/members/member.table.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { insertAreas, insertMember, north } from './import-fixtures.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
});
afterAll(() => database?.close());

async function person(state: MemberState): Promise<string> {
  const id = randomUUID();
  await insertMember(database.db, {
    id,
    firstName: 'Eva',
    lastName: 'Neu',
    username: id,
    email: `${id}@muster.example`,
  });
  await database.db.updateTable('member').set({ state, email_verified: true }).where('id', '=', id).execute();
  return id;
}
const grant = (db: typeof database.db, memberId: string, endsAt: Date | null = null) =>
  db
    .insertInto('grant')
    .values({ member_id: memberId, area_id: north.id, role: 'member', origin: 'test', ends_at: endsAt })
    .execute();
const stateOf = async (id: string) => (await findMember(database.db, id))?.state;
const signIn = (...ids: string[]) =>
  database.db.transaction().execute((trx) => markSignedIn(trx, { id: ids }, new Date()));

test('a first sign-in makes people active, but who registered and holds nothing (any more) stays what they are; it happens once', async () => {
  const [invited, registered, waiting, granted, over] = [
    await person('invited'),
    await person('registered'),
    await person('waiting'),
    await person('registered'),
    await person('registered'),
  ];
  await database.db
    .insertInto('access_request')
    .values({
      member_id: waiting,
      area_id: north.id,
      origin: 'openRegistration',
      expires_at: new Date('2999-01-01'),
    })
    .execute();
  await grant(database.db, granted);
  await grant(database.db, over, new Date('2020-01-01'));
  const all = [invited, registered, waiting, granted, over];
  expect((await signIn(...all)).map(({ id }) => id).sort()).toEqual([...all].sort());
  expect(await Promise.all(all.map(stateOf))).toEqual([
    'active',
    'registered',
    'waiting',
    'active',
    'registered',
  ]);
  expect(await signIn(...all)).toEqual([]);
});

test('a grant of the same moment is seen: whoever has both ends up active', async () => {
  const id = await person('registered');
  const { db } = database;
  let signingIn: ReturnType<typeof signIn> | undefined;
  await db.transaction().execute(async (trx) => {
    await holdMember(trx, id);
    await grant(trx, id);
    signingIn = signIn(id);
    await until('the sign-in to wait for the grant', async () => (await lockWaits(db)) > 0);
  });
  expect(await signingIn).toHaveLength(1);
  expect(await stateOf(id)).toBe('active');
});

test('whoever waits has a proven address and an open account from the beginning, as whoever is registered', async () => {
  for (const state of ['registered', 'waiting'] as const) {
    const member = await findMember(database.db, await person(state));
    if (!member) throw new Error('nobody there');
    expect(newUserFor(member, [])).toMatchObject({ emailVerified: true, enabled: true });
  }
});
