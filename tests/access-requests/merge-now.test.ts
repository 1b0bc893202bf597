import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { approveRequest } from '../../sidecar/access-requests/approve.service.ts';
import { mergeNow } from '../../sidecar/access-requests/merge-now.service.ts';
import { suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { completedSignIn } from '../../sidecar/members/sign-in.service.ts';
import { outcomes } from '../members/person-fixture.ts';
import {
  acts,
  anotherRequest,
  ask,
  boss,
  deps,
  holds,
  house,
  kim,
  known,
  member,
  merge,
  nora,
  request,
  requestId,
  wish,
} from './merge-house.ts';
import { memberOf } from './request-house.ts';

test('an account that nobody ever signed in with gives grants and number, and goes with its invitation', async () => {
  const end = new Date(house.clock().getTime() + 3e9);
  const other = await known({ signedIn: false });
  const { employee_number: number } = await member(other);
  const invitation = {
    id: randomUUID(),
    member_id: other,
    key_id: 1,
    lookup: randomBytes(32),
    expires_at: end,
  };
  await house.db.insertInto('invitation').values(invitation).execute();
  await merge(nora, other, [{ ...memberOf(house.north), role: 'editor', endsAt: end }]);
  expect(await member(other)).toMatchObject({ state: 'deleted', email: null, employee_number: null });
  const link = house.db.selectFrom('invitation').select('state').where('id', '=', invitation.id);
  expect(await link.execute()).toEqual([{ state: 'revoked' }]);
  expect(await member(kim)).toMatchObject({
    state: 'active',
    employee_number: number,
    sync_state: 'pending',
  });
  expect(await holds(kim)).toEqual(['north editor']);
  expect((await house.member(kim)).email).toMatch(/@web\.example$/);
  const granted = [{ areaId: house.north, role: 'editor', endsAt: end.toISOString() }];
  expect(await request()).toMatchObject({ state: 'merged', decided_by: house.nora, granted, facts: null });
  expect(await acts('request.merged')).toHaveLength(1);
  // The button pressed twice changes nothing and complains of nothing.
  await mergeNow(deps, nora, requestId, { otherId: other, version: 1, also: [] });
  expect(await house.mails(kim)).toEqual(['requestReceived', 'requestApproved']);
});

test('what the other account asked for waits on under the one that stays, each area once', async () => {
  const other = await house.applicant(false);
  for (const areaId of [house.north, house.south]) await house.file(other, areaId);
  await merge(boss, other, [memberOf(house.north)]);
  const states = async (id: string) =>
    (await house.requests(id)).map(({ area_id: areaId, state }) => [areaId === house.south, state]);
  expect((await states(kim)).sort()).toEqual([
    [false, 'merged'],
    [true, 'pending'],
  ]);
  // For whom nobody waits any more: the next sweep ends it.
  expect(await states(other)).toEqual([[false, 'pending']]);
});

test('who may not act on the other account, or on whose it is, merges nothing', async () => {
  const [elsewhere, signedIn] = [
    await known({ signedIn: false, areaId: house.south }),
    await known({ signedIn: true }),
  ];
  const both = await known({ signedIn: false });
  await house.db
    .insertInto('grant')
    .values({ member_id: both, area_id: house.south, role: 'member', origin: 'test' })
    .execute();
  const locked = await known({ signedIn: false });
  await suspendPerson(house.deps, boss, { id: locked, version: (await member(locked)).sync_version });
  const { refused } = await outcomes([
    merge(nora, elsewhere),
    merge(nora, kim),
    merge(nora, both),
    merge(nora, locked),
    merge(nora, signedIn),
    merge(nora, house.nora),
    ask(nora, both),
    ask(nora, await known({ signedIn: true, email: false })),
    ask(nora, signedIn, [memberOf(house.south)]),
    mergeNow(deps, nora, requestId, { ...(await wish(await known({ signedIn: false }))), version: 99 }),
    mergeNow(deps, await house.scope(await known({ signedIn: true })), requestId, await wish(signedIn)),
  ]);
  expect(refused.map(({ code, fields }) => [code, fields?.[0]?.text.split('.').at(-1)])).toEqual([
    ['not_found', undefined],
    ['not_found', undefined],
    ['conflict', 'identity'],
    ['conflict', 'suspended'],
    ['conflict', 'changed'],
    ['conflict', 'self'],
    ['conflict', 'identity'],
    ['conflict', 'noEmail'],
    ['invalid_input', 'mayNotGrant'],
    ['conflict', 'changed'],
    ['not_found', undefined],
  ]);
  expect((await request())?.state).toBe('pending');
});

test('of an approval, a merge of either account and a sign-in with one of them at the same moment, what counts fits together', async () => {
  for (let round = 0; round < 6; round += 1) {
    await anotherRequest();
    const [one, two] = [await known({ signedIn: false }), await known({ signedIn: false })];
    const approval = { grants: [memberOf(house.north)] };
    const { refused } = await outcomes([
      merge(nora, one),
      merge(boss, two),
      approveRequest(deps, boss, requestId, approval),
      completedSignIn(house.db, one, house.clock()),
    ]);
    expect(refused.map(({ code }) => code)).toEqual(['conflict', 'conflict']);
    const gone = [await member(one), await member(two)].filter(({ state }) => state === 'deleted');
    const { state, decided_by: by } = (await request()) ?? {};
    expect(gone).toHaveLength(state === 'merged' ? 1 : 0);
    if (state === 'merged') expect(gone[0]?.id).toBe(by === house.nora ? one : two);
    expect(gone.every(({ activated_at: inside }) => inside === null)).toBe(true);
    expect(await house.mails(kim)).toEqual(['requestReceived', 'requestApproved']);
  }
});

test('two merges of the same two people wait for each other', async () => {
  for (let round = 0; round < 4; round += 1) {
    await anotherRequest();
    const rival = await house.applicant(false);
    const held = { member_id: rival, area_id: house.north, role: 'member', origin: 'test' };
    await house.db.insertInto('grant').values(held).execute();
    const rivals = await house.filed(rival, house.south);
    await house.db.updateTable('member').set({ activated_at: null }).where('id', '=', kim).execute();
    const [there, back] = [await wish(rival), await wish(kim)];
    const { done, refused } = await outcomes([
      mergeNow(deps, boss, requestId, there),
      mergeNow(deps, boss, rivals, back),
    ]);
    expect([done.length, refused.map(({ code }) => code)]).toEqual([1, ['conflict']]);
    const states = [(await member(kim)).state, (await member(rival)).state];
    expect(states.filter((state) => state === 'deleted')).toHaveLength(1);
  }
});
