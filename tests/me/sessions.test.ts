import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { type Asking, endOtherSessions, endOwnSession } from '../../sidecar/me/sessions.service.ts';
import { ownSessions } from '../../sidecar/me/sessions.rules.ts';
import { newUser } from '../keycloak/people.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { addProbeClient, hashed, signIn } from '../keycloak/tokens.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let realm: RealmFixture;
let database: TestDatabase;
const deps = () => ({ db: database.db, directory: realm.directory });

beforeAll(async () => {
  [realm, database] = await Promise.all([openRealm(), testDatabase()]);
  await addProbeClient(realm);
});
afterAll(async () => {
  await realm?.close();
  await database?.close();
});

/** Somebody with an account and so many sessions, signed in here with the first. */
async function personWith(sessions: number): Promise<Asking & { sids: string[] }> {
  const user = newUser({ enabled: true, emailVerified: true, requiredActions: [], credential: hashed() });
  const { userId } = await realm.directory.createUser(user);
  await sql`insert into member (id, first_name, last_name, username, origin, state, keycloak_user_id, sync_state)
    values (${user.memberId}, 'Kim', 'Muster', ${user.username}, 'manual', 'active', ${userId}, 'done')`.execute(
    database.db,
  );
  for (let count = 0; count < sessions; count += 1) await signIn(realm, user.username);
  const sids = (await realm.directory.sessionsOf(userId)).map(({ sid }) => sid);
  return { memberId: user.memberId, userId, currentSid: sids[0], sids };
}
const left = async ({ userId }: Asking) =>
  (await realm.directory.sessionsOf(userId)).map(({ sid }) => sid).toSorted();
const noted = async ({ memberId }: Asking) =>
  (
    await database.db
      .selectFrom('audit')
      .select(['act', 'actor_kind', 'actor_id', 'details'])
      .where('member_id', '=', memberId)
      .orderBy('id')
      .execute()
  ).map(({ actor_id, ...row }) => ({ ...row, byOneself: actor_id === memberId }));

test('a session says when, where from and by which apps; this browser’s comes first', async () => {
  const kim = await personWith(2);
  const found = await realm.directory.sessionsOf(kim.userId);
  expect(found).toHaveLength(2);
  expect(found[0]).toMatchObject({ ip: expect.stringMatching(/\d/), apps: ['probe'] });
  expect(Math.abs(Date.now() - Number(found[0]?.startedAt))).toBeLessThan(600_000);
  const shown = ownSessions(found, kim.sids[1], { probe: 'Probe' });
  expect(shown.map(({ sid, current }) => [sid, current])).toEqual([
    [kim.sids[1], true],
    [kim.sids[0], false],
  ]);
  expect(shown[0]?.apps).toEqual(['Probe']);
  expect(await realm.directory.sessionsOf('00000000-0000-4000-8000-000000000000')).toEqual([]);
  expect(await realm.directory.passkeysOf(kim.userId)).toEqual([]);
});

test('one session of one’s own ends; a foreign one, an unknown one and this browser’s are all not there', async () => {
  const [kim, other] = [await personWith(3), await personWith(1)];
  await endOwnSession(deps(), kim, kim.sids[1] ?? '');
  expect(await left(kim)).toEqual([kim.sids[0], kim.sids[2]].toSorted());
  for (const sid of [other.sids[0], kim.sids[1], kim.sids[0], 'x', ''])
    await expect(endOwnSession(deps(), kim, sid ?? '')).rejects.toMatchObject({ code: 'not_found' });
  expect(await left(kim)).toHaveLength(2);
  expect(await left(other)).toHaveLength(1);
  expect(await noted(kim)).toEqual([
    { act: 'session.ended', actor_kind: 'employee', byOneself: true, details: { sessions: 1 } },
  ]);
  expect(await noted(other)).toEqual([]);
});

test('all others end and this browser’s stays; where it is not known, none ends', async () => {
  const kim = await personWith(3);
  for (const currentSid of [undefined, 'of-another-realm'])
    await expect(endOtherSessions(deps(), { ...kim, currentSid })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  expect(await left(kim)).toHaveLength(3);
  expect(await endOtherSessions(deps(), kim)).toBe(2);
  expect(await left(kim)).toEqual([kim.sids[0]]);
  expect(await endOtherSessions(deps(), kim)).toBe(0);
  expect(await noted(kim)).toMatchObject([{ details: { sessions: 2 } }]);
});

test('what ended before Keycloak went away is noted', async () => {
  const kim = await personWith(3);
  let calls = 0;
  const directory = {
    ...realm.directory,
    deleteSession: (sid: string) =>
      calls++ === 0 ? realm.directory.deleteSession(sid) : Promise.reject(new Error('gone')),
  };
  await expect(endOtherSessions({ db: database.db, directory }, kim)).rejects.toThrow('gone');
  expect(await left(kim)).toHaveLength(2);
  expect(await noted(kim)).toMatchObject([{ details: { sessions: 1 } }]);
});

test('the login page takes passkeys without a name being typed, and insists on PIN or fingerprint', async () => {
  expect(await realm.admin.realms.findOne({ realm: realm.realm })).toMatchObject({
    webAuthnPolicyPasswordlessPasskeysEnabled: true,
    webAuthnPolicyPasswordlessUserVerificationRequirement: 'required',
    webAuthnPolicyPasswordlessRequireResidentKey: 'Yes',
  });
});
