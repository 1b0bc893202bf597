import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimMembers } from '../../sidecar/members/due.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { releaseHeld } from '../../sidecar/registration/held.service.ts';
import { insertMember, north, south } from '../members/import-fixtures.ts';
import { decisionHouse, type House, leaseSeconds } from './decision-house.ts';

let house: House;
beforeAll(async () => {
  house = await decisionHouse();
});
afterAll(() => house.close());

const acts = async (registrationId: string) =>
  (
    await house.db
      .selectFrom('audit')
      .select('act')
      .where('subject_id', '=', registrationId)
      .orderBy('id')
      .execute()
  ).map(({ act }) => act);

test('a match: person, grants and the claim in one, then ready once the account is there, and the record is used', async () => {
  const record = await house.record({ firstName: 'Erika', lastName: 'Muster', employeeNumber: '0042' });
  const id = await house.registration({
    record,
    firstName: 'erika',
    lastName: 'muster',
    employeeNumber: '7',
  });
  const { email } = await house.row(id);
  expect(await house.decide(id)).toBe(true);
  const row = await house.row(id);
  expect(row).toMatchObject({
    state: 'admitting',
    record_id: record,
    values: null,
    email: null,
    due_at: null,
  });
  const member = await house.member(row.member_id);
  expect(member).toMatchObject({
    state: 'registered',
    first_name: 'Erika',
    last_name: 'Muster',
    username: 'erika.muster',
    employee_number: '0042',
    email,
    email_verified: true,
    origin: 'criteria',
  });
  expect(await house.grants(member.id)).toEqual([{ area_id: north.id, role: 'editor', origin: 'criteria' }]);
  expect(await house.recordRow(record)).toMatchObject({ state: 'redeeming', registration_id: id });
  await house.provisioned();
  expect(await house.row(id)).toMatchObject({ state: 'ready' });
  expect(await house.recordRow(record)).toMatchObject({ state: 'used', member_id: member.id });
  expect(await acts(id)).toEqual(['registration.admitted']);
  expect(await house.decide(id)).toBe(false);
});

test('a miss is refused, and nothing of what was typed is kept', async () => {
  const id = await house.registration({ firstName: 'Nie', lastName: 'Mand' });
  await house.decide(id);
  expect(await house.row(id)).toMatchObject({
    state: 'refused',
    outcome: 'mismatch',
    values: null,
    email: null,
  });
});

test('an address that somebody has already: no second account, the record stays free, and the owner is told', async () => {
  const owner = await house.employee('Erika.Privat@web.example');
  const record = await house.record();
  const id = await house.registration({ record }, { email: 'erika.privat@web.example' });
  await house.decide(id);
  expect(await house.row(id)).toMatchObject({
    state: 'refused',
    outcome: 'failed',
    known_member_id: owner,
    values: { record },
  });
  expect(await house.recordRow(record)).toMatchObject({ state: 'open', registration_id: null });
  const mails = (await house.mails()).filter(({ subject_id }) => subject_id === id);
  expect(mails).toEqual([
    { kind: 'duplicateRegistration', to_address: 'Erika.Privat@web.example', subject_id: id },
  ]);
});

test('a number that somebody has already ends alike, and a typed number takes nobody’s', async () => {
  const owner = await house.employee('n.17@web.example');
  await house.db.updateTable('member').set({ employee_number: '17' }).where('id', '=', owner).execute();
  const typed = await house.registration({ record: await house.record(), employeeNumber: '17' });
  await house.decide(typed);
  expect(await house.row(typed)).toMatchObject({ state: 'admitting' });
  const record = await house.record({ firstName: 'Erika', lastName: 'Muster', employeeNumber: '17' });
  const known = await house.registration({ record });
  await house.decide(known);
  expect(await house.row(known)).toMatchObject({ state: 'refused', known_member_id: owner });
  const mails = (await house.mails()).filter(({ subject_id }) => subject_id === known);
  expect(mails).toEqual([{ kind: 'loginHint', to_address: 'n.17@web.example', subject_id: known }]);
});

test('somebody signed in: grants are added to their account, and a higher role of theirs stays', async () => {
  const held = [
    { areaId: north.id, role: 'newsroom_manager' },
    { areaId: south.id, role: 'member' },
  ] as const;
  const owner = await house.employee('anna@web.example', [held[0]]);
  const below = await house.employee('bert@web.example', [{ areaId: north.id, role: 'member' }]);
  for (const [memberId, role] of [
    [owner, 'newsroom_manager'],
    [below, 'editor'],
  ] as const) {
    const id = await house.registration({ record: await house.record() }, { account_member_id: memberId });
    await house.decide(id);
    expect(await house.row(id)).toMatchObject({ state: 'admitting', member_id: memberId });
    expect(await house.grants(memberId)).toMatchObject([{ area_id: north.id, role }]);
    await house.provisioned();
    expect(await house.row(id)).toMatchObject({ state: 'ready' });
  }
});

test('an account that is closed by now gets nothing, and the record stays free', async () => {
  const owner = await house.employee('zu@web.example');
  const record = await house.record();
  const id = await house.registration({ record }, { account_member_id: owner });
  await house.db.updateTable('member').set({ state: 'suspended' }).where('id', '=', owner).execute();
  await house.decide(id);
  expect(await house.row(id)).toMatchObject({ state: 'refused', outcome: 'failed' });
  expect(await house.grants(owner)).toEqual([]);
  expect(await house.recordRow(record)).toMatchObject({ state: 'open' });
});

test('held, let through by a manager once, then in by an invitation', async () => {
  const record = await house.record();
  const id = await house.registration({ record, hold: 'yes' });
  await house.decide(id);
  expect(await house.row(id)).toMatchObject({ state: 'held', due_at: null, values: { record, hold: 'yes' } });
  expect(await house.decide(id)).toBe(false);
  const release = () =>
    house.db.transaction().execute((trx) => releaseHeld(trx, [id], { kind: 'operator' }, house.now()));
  expect(await release()).toEqual([id]);
  expect(await release()).toEqual([]);
  await house.decide(id);
  const { state, member_id } = await house.row(id);
  expect(state).toBe('admitting');
  await house.provisioned();
  expect(await house.row(id)).toMatchObject({ state: 'done' });
  expect(await house.member(member_id)).toMatchObject({ state: 'invited', email_verified: false });
  const kinds = await house.db
    .selectFrom('message')
    .select('kind')
    .where('member_id', '=', member_id)
    .execute();
  expect(kinds).toEqual([{ kind: 'invitation' }]);
  expect(await acts(id)).toEqual(['registration.held', 'registration.released', 'registration.admitted']);
});

test('who died with a claim is followed after its lease, and cannot come back', async () => {
  const id = await house.registration({ record: await house.record() });
  const { claimRegistrations, holdClaimed } = await import('../../sidecar/registration/claim.store.ts');
  const [dead] = await claimRegistrations(house.db, [id], house.now(), leaseSeconds);
  if (!dead) throw new Error('not claimed');
  expect(await house.decide(id)).toBe(false);
  house.advance(leaseSeconds + 1);
  const [next] = await claimRegistrations(house.db, [id], house.now(), leaseSeconds);
  if (!next) throw new Error('not claimed');
  const held = (claim: typeof dead) => house.db.transaction().execute((trx) => holdClaimed(trx, [claim]));
  expect(await held(dead)).toEqual([]);
  expect(await held(next)).toMatchObject([{ id }]);
});

test('whoever waits at a page goes before everybody of a running import', async () => {
  const id = await house.registration({ record: await house.record() });
  await insertMember(house.db, { id: randomUUID(), firstName: 'Im', lastName: 'Port', username: 'im.port' });
  const due = { sync_state: 'pending', sync_due_at: addSeconds(house.now(), -60) } as const;
  await house.db.updateTable('member').set(due).where('username', '=', 'im.port').execute();
  await house.decide(id);
  const { member_id } = await house.row(id);
  const [first] = await claimMembers(house.db, house.now(), 60, 1);
  expect(first?.id).toBe(member_id);
});

test('not ready before Keycloak has the person as the row says', async () => {
  const id = await house.registration({ record: await house.record() });
  await house.decide(id);
  const { member_id } = await house.row(id);
  const raise = house.db.updateTable('member').set({ sync_version: 99 }).where('id', '=', member_id);
  await house.provisioned(async () => void (await raise.execute()));
  expect(await house.row(id)).toMatchObject({ state: 'admitting' });
  await house.provisioned();
  expect(await house.row(id)).toMatchObject({ state: 'ready' });
});

test('deleted while the account was being made: the record is free again', async () => {
  const record = await house.record();
  const id = await house.registration({ record });
  await house.decide(id);
  const { member_id } = await house.row(id);
  await house.db
    .updateTable('member')
    .set({ state: 'deleted', email: null })
    .where('id', '=', member_id)
    .execute();
  await house.provisioned();
  expect(await house.row(id)).toMatchObject({ state: 'refused', outcome: 'failed' });
  expect(await house.recordRow(record)).toMatchObject({ state: 'open' });
});

test('an invited person who was never in gets the invitation again instead', async () => {
  const invited = (await house.row(await house.registration({}))).id;
  await insertMember(house.db, {
    id: invited,
    firstName: 'Ina',
    lastName: 'Vited',
    username: 'ina.vited',
    email: 'ina@web.example',
    state: 'invited',
  });
  await house.db.updateTable('member').set({ keycloak_user_id: invited }).where('id', '=', invited).execute();
  const id = await house.registration({ record: await house.record() }, { email: 'ina@web.example' });
  await house.decide(id);
  expect(await house.row(id)).toMatchObject({ known_member_id: invited });
  const kinds = await house.db
    .selectFrom('message')
    .select('kind')
    .where('member_id', '=', invited)
    .execute();
  expect(kinds).toEqual([{ kind: 'invitation' }]);
});
