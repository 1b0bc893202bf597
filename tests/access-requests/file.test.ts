import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { expireRequests } from '../../sidecar/access-requests/expire.service.ts';
import { endRequests } from '../../sidecar/access-requests/request.store.ts';
import { openAreas, readRequestSettings } from '../../sidecar/access-requests/settings.store.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import { applyStep } from '../../sidecar/members/person-grants.service.ts';
import { setDeleted, setReactivated, setSuspended } from '../../sidecar/members/person.store.ts';
import type { Trx } from '../../sidecar/platform/db.ts';
import { type RequestHouse, requestHouse } from './request-house.ts';

let house: RequestHouse;
beforeAll(async () => {
  house = await requestHouse();
  await house.db.insertInto('request_setting').values({ area_id: house.root, expire_days: 3 }).execute();
});
afterAll(() => house.close());

const inTrx = <T>(work: (trx: Trx) => Promise<T>) => house.db.transaction().execute(work);
const end = (id: string, state: 'approved' | 'rejected' | 'withdrawn') =>
  inTrx((trx) => endRequests(trx, [id], { state, decidedBy: house.boss }, house.clock()));
const give = (memberId: string, role: 'member' | undefined, areaId = house.south) =>
  inTrx((trx) => applyStep(trx, memberId, { by: null, origin: 'manual' }, { areaId, role, from: 'member' }));

test('ten at once for one area file one request, with one mail and one audit row', async () => {
  const kim = await house.applicant();
  const filed = await Promise.all(Array.from({ length: 10 }, () => house.file(kim, house.north)));
  expect(new Set(filed.map((one) => one?.requestId)).size).toBe(1);
  expect(await house.requests(kim)).toHaveLength(1);
  expect(await house.acts(kim)).toEqual(['request.created']);
  expect(await house.mails(kim)).toEqual(['requestReceived']);
});

test('somebody waits exactly while a request is pending and no grant is there', async () => {
  const kim = await house.applicant();
  const first = await house.file(kim, house.north);
  const second = await house.filed(kim, house.south);
  expect(await house.stateOf(kim)).toBe('waiting');
  expect(await end(first?.requestId ?? '', 'withdrawn')).toHaveLength(1);
  expect(await house.stateOf(kim)).toBe('waiting');
  await inTrx((trx) => setSuspended(trx, kim));
  await end(second, 'rejected');
  expect(await house.stateOf(kim)).toBe('suspended, was registered');
  await inTrx((trx) => setReactivated(trx, kim));
  expect(await house.stateOf(kim)).toBe('registered');
});

test('a grant from anywhere ends the waiting; whoever never signed in is registered until they do', async () => {
  const [inside, outside] = [await house.applicant(), await house.applicant(false)];
  for (const kim of [inside, outside]) await house.file(kim, house.north);
  expect(await house.stateOf(outside)).toBe('waiting');
  await give(inside, 'member');
  await give(outside, 'member');
  expect(await house.stateOf(inside)).toBe('active');
  expect(await house.stateOf(outside)).toBe('registered');
  await give(outside, undefined);
  expect(await house.stateOf(outside)).toBe('waiting');
  await give(inside, undefined);
  expect(await house.stateOf(inside)).toBe('active');
});

test('of two changes of one person at the same moment the later one sees the earlier', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, () => house.applicant(false)));
  const filed = await Promise.all(people.map((kim) => house.filed(kim, house.north)));
  await Promise.all(people.map((kim) => give(kim, 'member')));
  const changes = people.flatMap((kim, nth) => [give(kim, undefined), end(filed[nth] ?? '', 'rejected')]);
  await Promise.all(changes);
  expect(await Promise.all(people.map((kim) => house.stateOf(kim)))).toEqual(people.map(() => 'registered'));
});

test('of two ends of one request one counts', async () => {
  const kim = await house.applicant();
  const requestId = await house.filed(kim, house.north, { facts: { employeeNumber: '4711' } });
  const ends = await Promise.all(
    (['approved', 'rejected', 'withdrawn'] as const).map((state) => end(requestId, state)),
  );
  expect(ends.flat()).toHaveLength(1);
  const [row] = await house.requests(kim);
  expect(row).toMatchObject({ state: ends.flat()[0]?.state, facts: null, message: 'Bitte' });
});

test('what waits too long expires, and what waits for nobody any more is withdrawn', async () => {
  const [kim, gone] = [await house.applicant(), await house.applicant()];
  await house.file(kim, house.north);
  await house.file(gone, house.north);
  await inTrx((trx) => setDeleted(trx, gone, house.clock()));
  expect(await house.file(gone, house.south)).toBeUndefined();
  house.advance(2.9);
  await expireRequests(house.db, house.clock());
  expect((await house.requests(kim)).map(({ state }) => state)).toEqual(['pending']);
  expect((await house.requests(gone)).map(({ state }) => state)).toEqual(['withdrawn']);
  house.advance(0.2);
  await expireRequests(house.db, house.clock());
  expect((await house.requests(kim)).map(({ state }) => state)).toEqual(['expired']);
  expect(await house.acts(kim)).toEqual(['request.created', 'request.expired']);
  expect(await house.stateOf(kim)).toBe('registered');
});

test('an area’s own settings go before those above it; only open areas are listed', async () => {
  const { db, north, south } = house;
  const questions = [{ id: 'q1', text: { de: 'Abteilung?', en: 'Department?' }, required: true }];
  await db
    .insertInto('request_setting')
    .values({ area_id: south, questions: JSON.stringify(questions) as never, again_days: 0 })
    .execute();
  const tree = await readTree(db);
  expect(await readRequestSettings(db, tree, south)).toMatchObject({
    questions,
    againDays: 0,
    expireDays: 60,
  });
  expect(await readRequestSettings(db, tree, north)).toMatchObject({
    questions: [],
    againDays: 14,
    expireDays: 3,
  });
  expect((await openAreas(db)).map(({ slug }) => slug)).toEqual(['nord', 'sued']);
});
