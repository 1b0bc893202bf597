import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { admitBatch } from '../../sidecar/members/admission.service.ts';
import { openLog } from '../../sidecar/platform/log.ts';
import { openRealm, type RealmFixture } from '../keycloak/realm-fixture.ts';
import { decisionHouse, type House } from './decision-house.ts';

let house: House;
let fixture: RealmFixture;
beforeAll(async () => {
  [house, fixture] = await Promise.all([decisionHouse(), openRealm()]);
  fixture.admin.realmName = fixture.realm;
});
afterAll(async () => {
  await house?.close();
  await fixture?.close();
});

async function admitted(): Promise<void> {
  const { db } = house;
  const deps = { db, directory: fixture.directory, clock: house.now, waiting: house.waiting };
  const log = openLog('silent', 'test');
  while ((await admitBatch({ ...deps, log, leaseSeconds: 60, parallel: 2 }, 20)) > 0);
}
/** Let in with a record of this name; the account is made, or refused. */
async function letIn(firstName: string, more: { email?: string; account_member_id?: string } = {}) {
  const record = await house.record({ firstName, lastName: 'Muster' });
  const id = await house.registration({ record }, more);
  await house.decide(id);
  const { member_id: memberId } = await house.row(id);
  await admitted();
  return { id, record, memberId };
}

test('the account is open at once, its address proven, a password asked for, and the broker’s subject is the person', async () => {
  const { id, memberId } = await letIn('Erika', { email: 'erika@web.example' });
  expect(await house.row(id)).toMatchObject({ state: 'ready' });
  const { keycloak_user_id: userId } = await house.member(memberId);
  expect(await fixture.directory.getUser(userId ?? '')).toMatchObject({
    email: 'erika@web.example',
    emailVerified: true,
    enabled: true,
    requiredActions: ['UPDATE_PASSWORD'],
    groups: ['/areas/werk-nord/editor'],
  });
  const links = await fixture.admin.users.listFederatedIdentities({ id: userId ?? '' });
  expect(links).toMatchObject([{ userId: memberId }]);
  const again = await letIn('Nora', { account_member_id: memberId ?? '' });
  expect(await house.row(again.id)).toMatchObject({ state: 'ready', member_id: memberId });
});

test('a user name that Keycloak knows of somebody else: the next one is taken', async () => {
  for (const username of ['uta.muster', 'uta.muster2'])
    await fixture.admin.users.create({ username, enabled: true });
  const { id, memberId } = await letIn('Uta');
  expect(await house.row(id)).toMatchObject({ state: 'ready' });
  expect(await house.member(memberId)).toMatchObject({ username: 'uta.muster3', sync_state: 'done' });
});

test('refused by Keycloak for good: nothing is left of the person, and the record is free for another try', async () => {
  await fixture.admin.users.create({ username: 'fremd', email: 'schon@web.example', enabled: true });
  const { id, memberId, record } = await letIn('Rudi', { email: 'schon@web.example' });
  expect(await house.row(id)).toMatchObject({ state: 'refused', outcome: 'failed' });
  expect(await house.recordRow(record)).toMatchObject({ state: 'open', registration_id: null });
  const member = await house.member(memberId);
  expect(member).toMatchObject({ state: 'deleted', email: null, sync_state: 'done', keycloak_user_id: null });
  expect(await house.grants(member.id)).toEqual([]);
  const next = await house.registration({ record }, { email: 'anders@web.example' });
  await house.decide(next);
  await admitted();
  expect(await house.row(next)).toMatchObject({ state: 'ready' });
});
