import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { asking } from '../../sidecar/access-requests/forget.store.ts';
import { lettered } from '../../sidecar/credentials/forget.store.ts';
import { invited, lastCall } from '../../sidecar/invitations/last-call.service.ts';
import { endInvitations } from '../../sidecar/invitations/life.store.ts';
import { neverActivated } from '../../sidecar/members/never-activated.service.ts';
import { toldPeople } from '../../sidecar/members/never-activated.store.ts';
import { copyFromKeycloak } from '../../sidecar/members/feed-record.store.ts';
import { setReactivated, setSuspended, takeMember } from '../../sidecar/members/person.store.ts';
import { addDays } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { registering } from '../../sidecar/registration/forget.store.ts';
import { id, insertAreas, network, north } from '../members/import-fixtures.ts';
import { grant } from '../audit/fixture.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { daysAgo, now, rowsOf } from './rows.ts';
import { ring } from '../invitations/invited.ts';

let opened: TestDatabase;
let db: Db;
let rows: ReturnType<typeof rowsOf>;
/** The day of a night, as it passes. */
let at = now;
/** Whether Keycloak's log cannot be read. */
let deaf = false;
const period = 365;
const ada = id(900);

beforeAll(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  rows = rowsOf(db, north.id, ada);
  await rows.member({ id: ada });
  await grant(db, ada, network.id, 'network_manager');
});
afterAll(() => opened?.close());
beforeEach(async () => {
  [at, deaf] = [now, false];
  for (const table of ['access_request', 'registration', 'message', 'invitation', 'access_letter'])
    await sql`delete from ${sql.table(table)}`.execute(db);
  await sql`delete from "grant" where member_id <> ${ada}`.execute(db);
  await sql`delete from member where id <> ${ada}`.execute(db);
});

const what = neverActivated({
  endInvitations: async (trx, memberId, actor, when) =>
    (await endInvitations(trx, [memberId], { ending: 'obsolete', actor, now: when })).length,
  waysIn: [invited, lettered, asking, registering],
  lastCall: (trx, memberId, validDays) =>
    lastCall(
      { db, ring, clock: () => at, origin: 'https://app.muster.example', validDays: 14 },
      trx,
      memberId,
      validDays,
    ),
});
/** One night, so many days later; answers how many were deleted. */
async function night(days = 0): Promise<number> {
  at = addDays(at, days);
  if (!deaf) await sql`update feed set read_at = ${at}`.execute(db);
  // what the worker's sweep does with links whose time is over
  await db.transaction().execute((trx) => everyone(trx));
  let gone = 0;
  for (let more = true; more; ) {
    const step = await db.transaction().execute((trx) => what.forget(trx, addDays(at, -period), at, 1000));
    gone += step.forgotten;
    more = step.more;
  }
  return gone;
}
async function everyone(trx: Parameters<typeof endInvitations>[0]): Promise<void> {
  const all = await trx.selectFrom('member').select('id').execute();
  await endInvitations(
    trx,
    all.map((row) => row.id),
    { ending: 'expired', actor: { kind: 'system' }, now: at },
  );
}
const stateOf = async (memberId: string) =>
  (await db.selectFrom('member').select('state').where('id', '=', memberId).executeTakeFirstOrThrow()).state;
const never = (more: object = {}) =>
  rows.member({ state: 'created', activated_at: null, keycloak_user_id: `kc-${Math.random()}`, ...more });

test('who was invited and never came gets a last mail with a link, and is deleted when that link ends, by nobody', async () => {
  const lena = await never({ email: 'lena@muster.example' });
  await grant(db, lena, north.id);
  await rows.invitation({ member_id: lena });
  expect(await night()).toBe(0);
  const mails = await db
    .selectFrom('message')
    .select(['kind', 'member_id', 'to_address', 'urgent'])
    .execute();
  expect(mails).toEqual([
    { kind: 'neverActivated', member_id: lena, to_address: 'lena@muster.example', urgent: false },
  ]);
  const [told] = await toldPeople(db, 10);
  expect([told?.name, told?.goesAt]).toEqual(['Mia Muster', addDays(now, 30)]);
  const open = await db.selectFrom('invitation').select('expires_at').where('state', '=', 'open').execute();
  expect(open).toEqual([{ expires_at: addDays(now, 30) }]);
  expect([await night(29), await stateOf(lena)]).toEqual([0, 'invited']);
  expect([await night(1), await stateOf(lena)]).toEqual([1, 'deleted']);
  const acts = await db
    .selectFrom('audit')
    .select(['act', 'actor_kind', 'details'])
    .where('member_id', '=', lena)
    .where('act', '=', 'member.deleted')
    .execute();
  expect(acts).toEqual([{ act: 'member.deleted', actor_kind: 'system', details: { origin: 'retention' } }]);
  expect(
    await db.selectFrom('message').select('id').where('kind', '=', 'neverActivated').execute(),
  ).toHaveLength(1);
});

test('who has no address, or was never invited, gets no mail, but is shown to managers for as long before', async () => {
  const silent = [await never(), await never({ email: 'new@muster.example' })];
  expect(await night()).toBe(0);
  expect(await toldPeople(db, 10)).toHaveLength(2);
  expect(await db.selectFrom('message').select('id').execute()).toEqual([]);
  expect(await what.due(db, addDays(addDays(at, 30), -period), addDays(at, 30))).toBe(2);
  expect([await night(29), await night(1)]).toEqual([0, 2]);
  expect(await Promise.all(silent.map(stateOf))).toEqual(['deleted', 'deleted']);
});

test('nobody is deleted who came in, is suspended, is new, waits, registers, or has a letter or a link', async () => {
  const kept = [
    await never({ state: 'active', activated_at: daysAgo(400) }),
    await never({ state: 'suspended' }),
    await never({ state: 'registered' }),
    await never({ created_at: daysAgo(300) }),
  ];
  const [asks, registers, lettering, linked] = [await never(), await never(), await never(), await never()];
  await rows.request({ member_id: asks, state: 'pending', decided_at: null });
  await rows.registration({ member_id: registers, state: 'admitting' });
  await rows.letter({ member_id: lettering, state: 'printed', redeemed_at: null });
  await rows.invitation({ member_id: linked, state: 'open', ended_at: null, expires_at: addDays(now, 60) });
  expect([await night(), await night(30)]).toEqual([0, 0]);
  expect(await toldPeople(db, 10)).toEqual([]);
  expect(await Promise.all([...kept, asks, registers, lettering, linked].map(stateOf))).not.toContain(
    'deleted',
  );
});

test('who is given another way in after the last mail is told again before anything else happens', async () => {
  const lena = await never({ email: 'lena@muster.example' });
  await rows.invitation({ member_id: lena });
  await night();
  // a manager invites her once more: the period begins anew
  await rows.invitation({
    member_id: lena,
    generation: 90,
    created_at: addDays(now, 20),
    ended_at: addDays(now, 25),
  });
  expect([await night(30), await stateOf(lena)]).toEqual([0, 'created']);
  expect([await night(period), await stateOf(lena)]).toEqual([0, 'invited']);
  expect(
    await db.selectFrom('message').select('id').where('kind', '=', 'neverActivated').execute(),
  ).toHaveLength(2);
  expect(await night(30)).toBe(1);
});

test('the last one who could manage the network stays', async () => {
  await sql`update member set state = 'suspended' where id = ${ada}`.execute(db);
  const nils = await never();
  await grant(db, nils, network.id, 'network_manager');
  expect([await night(), await night(30), await stateOf(nils)]).toEqual([0, 0, 'created']);
  await sql`update member set state = 'active' where id = ${ada}`.execute(db);
  expect(await night()).toBe(1);
});

test('whoever was looked after since they were told is told anew: a suspension, and coming back from it, ends the notice', async () => {
  const lena = await never({ email: 'lena@muster.example' });
  expect(await night()).toBe(0);
  const { sync_version: version } = await db
    .selectFrom('member')
    .select('sync_version')
    .where('id', '=', lena)
    .executeTakeFirstOrThrow();
  await db.transaction().execute(async (trx) => {
    await takeMember(trx, lena, version, at);
    await setSuspended(trx, lena);
    await setReactivated(trx, lena);
  });
  expect([await night(31), await stateOf(lena)]).toEqual([0, 'created']);
  expect([await night(29), await night(1), await stateOf(lena)]).toEqual([0, 1, 'deleted']);
  // The same where Keycloak's console did it.
  const nina = await never();
  expect(await night()).toBe(0);
  await copyFromKeycloak(db, nina, { state: 'suspended' });
  await copyFromKeycloak(db, nina, { state: 'created', state_before: null });
  expect([await night(31), await stateOf(nina)]).toEqual([0, 'created']);
});

test('while Keycloak’s log cannot be read, nobody is told or deleted for not having come in', async () => {
  const lena = await never();
  await night();
  deaf = true;
  await expect(night(30)).rejects.toMatchObject({ code: 'sign_ins_unknown' });
  expect(await stateOf(lena)).toBe('created');
  await never();
  await expect(night()).rejects.toMatchObject({ code: 'sign_ins_unknown' });
  deaf = false;
  expect(await night()).toBe(1);
});
