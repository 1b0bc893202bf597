import { expect, test } from '@jest/globals';
import { expireRequests } from '../../sidecar/access-requests/expire.service.ts';
import { approveMany, rejectMany } from '../../sidecar/access-requests/many.service.ts';
import { endRequests } from '../../sidecar/access-requests/request.store.ts';
import { suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import {
  house,
  deps,
  boss,
  nora,
  theo,
  kim,
  id,
  words,
  approve,
  reject,
  ended,
  grants,
  row,
  anotherApplicant,
} from './decide-site.ts';

test('of many who decide one request at the same moment one does: one grant, one mail, one audit row', async () => {
  const scopes = [boss, nora, theo, boss, nora, theo];
  const ends = await Promise.all(scopes.map((scope) => ended(approve(scope))));
  // whoever was first may have pressed twice
  expect(new Set(ends)).toEqual(new Set(['done', 'conflict']));
  expect(ends.filter((end) => end === 'done')).toHaveLength(2);
  expect(await grants()).toEqual([{ areaId: house.north, role: 'member' }]);
  expect(await house.acts(kim)).toEqual(['request.created', 'request.approved']);
  expect(await house.mails(kim)).toEqual(['requestReceived', 'requestApproved']);
});

test('approving against rejecting, withdrawing, expiry and suspending: one of them ends it, and grants come by approval only', async () => {
  const withdraw = () =>
    house.db.transaction().execute(async (trx) => {
      await trx.selectFrom('member').select('id').where('id', '=', kim).forNoKeyUpdate().execute();
      await endRequests(trx, [id], { state: 'withdrawn', decidedBy: kim }, house.clock());
    });
  const expire = async () => void (await expireRequests(house.db, addSeconds(house.clock(), 90 * 24 * 3600)));
  const suspend = async () => {
    const { version } = await house.member(kim);
    await suspendPerson({ ...house.deps, clock: house.clock }, boss, { id: kim, version });
  };
  const others = [() => reject(theo), withdraw, expire, suspend];
  for (let round = 0; round < 24; round += 1) {
    await anotherApplicant();
    const other = others[round % others.length] as () => Promise<void>;
    const both = round % 8 < 4 ? [approve(nora), other()] : [other(), approve(nora)];
    await Promise.all(both.map(ended));
    const state = (await row())?.state;
    const decisions = (await house.mails(kim)).filter((kind) => kind !== 'requestReceived');
    expect((await grants()).length).toBe(state === 'approved' ? 1 : 0);
    expect(decisions).toEqual(
      state === 'approved' ? ['requestApproved'] : state === 'rejected' ? ['requestRejected'] : [],
    );
  }
});

test('several at once: each for itself, and what somebody else decided or nobody may decide is counted', async () => {
  const people = await Promise.all([1, 2, 3, 4].map(() => house.applicant()));
  const ids = await Promise.all(people.map((one) => house.filed(one, house.north)));
  await reject(theo, ids[0]);
  const foreign = await house.filed(kim, house.south);
  expect(await approveMany(deps, nora, [...ids.slice(0, 3), ids[1] ?? '', foreign])).toEqual({
    done: 2,
    already: 1,
    refused: 1,
  });
  expect(await rejectMany(deps, nora, ids, words)).toEqual({ done: 1, already: 3, refused: 0 });
});

test('the request of somebody who is deleted is not approved, and rejected once', async () => {
  await house.db.updateTable('member').set({ state: 'deleted' }).where('id', '=', kim).execute();
  expect(await ended(approve(nora))).toBe('conflict request gone');
  const deciding = await house.db.transaction().execute(async (trx) => {
    await trx.selectFrom('access_request').select('id').where('id', '=', id).forUpdate().execute();
    const all = Promise.all([boss, nora, theo].map((scope) => ended(reject(scope))));
    // nobody goes on before all three have seen it wait
    await until('three wait for the request', async () => (await lockWaits(house.db)) === 3);
    return { all };
  });
  const ends = await deciding.all;
  expect(ends.toSorted()).toEqual(['conflict', 'conflict', 'done']);
  expect(await house.acts(kim)).toEqual(['request.created', 'request.rejected']);
});
