import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { tellDecided } from '../../sidecar/access-requests/decided.service.ts';
import { tellManagers } from '../../sidecar/access-requests/digest.service.ts';
import { requestMessages } from '../../sidecar/access-requests/request.message.ts';
import { endRequests, type RequestEnd } from '../../sidecar/access-requests/request.store.ts';
import type { ClaimedMessage } from '../../sidecar/mail/message.store.ts';
import { applyStep } from '../../sidecar/members/person-grants.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { atOnce } from '../support/at-once.ts';
import { type RequestHouse, requestHouse } from './request-house.ts';

let house: RequestHouse;
beforeAll(async () => {
  house = await requestHouse();
  for (const id of [house.boss, house.nora])
    await house.db
      .updateTable('member')
      .set({ email: `${id}@muster.example` })
      .where('id', '=', id)
      .execute();
});
afterAll(() => house.close());

/** What a message of this person would say if it left now. */
async function contents(memberId: string, kind: string): Promise<unknown[]> {
  const rows = await house.db
    .selectFrom('message')
    .select(['id', 'kind', 'member_id as memberId', 'subject_id as subjectId'])
    .where('member_id', '=', memberId)
    .where('kind', '=', kind)
    .orderBy('created_at')
    .execute();
  const deps = { origin: house.publicUrl, appUrl: 'https://app.example', clock: house.clock };
  const loader = requestMessages(deps).find(({ name }) => name === kind);
  const loaded = await loader?.load(house.db, rows as ClaimedMessage[]);
  return rows.map(({ id }) => loaded?.get(id));
}
const decide = (requestId: string, end: Omit<RequestEnd, 'decidedBy'>, give: readonly string[] = []) =>
  house.db.transaction().execute(async (trx) => {
    const { publicUrl } = house;
    const ended = await endRequests(trx, [requestId], { ...end, decidedBy: house.nora }, house.clock());
    for (const areaId of give)
      for (const { member_id } of ended)
        await applyStep(
          trx,
          member_id,
          { by: house.nora, origin: 'request' },
          { areaId, role: 'member', from: undefined },
        );
    await tellDecided(trx, ended, { publicUrl, now: house.clock() });
  });
const nothingWaits = () =>
  house.db.updateTable('access_request').set({ state: 'withdrawn' }).where('state', '=', 'pending').execute();
const tell = () => tellManagers(house.db, { publicUrl: house.publicUrl, now: house.clock() });
const minutes = (count: number) => house.advance(count / (24 * 60));

test('the applicant hears that it came, and then once what became of it', async () => {
  const kim = await house.applicant();
  const requestId = await house.filed(kim, house.north);
  expect(await contents(kim, 'requestReceived')).toEqual([
    expect.objectContaining({ areaId: house.north, data: expect.objectContaining({ area: 'Werk Nord' }) }),
  ]);
  const againAt = addSeconds(house.clock(), 3600);
  await atOnce(3, () => decide(requestId, { state: 'rejected', reason: 'Bitte\nfragen', againAt }));
  expect(await house.mails(kim)).toEqual(['requestReceived', 'requestRejected']);
  expect(await contents(kim, 'requestReceived')).toEqual([undefined]);
  expect(await contents(kim, 'requestRejected')).toEqual([
    {
      areaId: house.north,
      data: {
        salutation: null,
        firstName: 'Kim',
        lastName: 'Neu',
        area: 'Werk Nord',
        reason: 'Bitte\nfragen',
        againAt,
      },
      link: `${house.publicUrl}/me/requests`,
    },
  ]);
  minutes(90);
  expect(await contents(kim, 'requestRejected')).toMatchObject([{ data: { againAt: null } }]);
});

test('a yes names what was given and is still held, with its first end', async () => {
  const kim = await house.applicant();
  const requestId = await house.filed(kim, house.north);
  const granted = [
    { areaId: house.north, role: 'member' as const, endsAt: new Date(2030, 4, 1).toISOString() },
    { areaId: house.south, role: 'member' as const, endsAt: null },
  ];
  await decide(requestId, { state: 'approved', granted }, [house.north, house.south]);
  const said = await contents(kim, 'requestApproved');
  expect(said).toMatchObject([
    {
      areaId: house.root,
      data: { areas: ['Werk Nord', 'Werk Süd'], endsAt: new Date(2030, 4, 1, 0, 0, 0, -1) },
      link: 'https://app.example',
    },
  ]);
  await house.db.deleteFrom('grant').where('member_id', '=', kim).execute();
  expect(await contents(kim, 'requestApproved')).toEqual([undefined]);
});

test('those responsible hear of it once an hour at most, and only of something new', async () => {
  await nothingWaits();
  const digests = async () =>
    [await house.mails(house.nora), await house.mails(house.boss)].map((kinds) => kinds.length);
  const people = await Promise.all(Array.from({ length: 4 }, () => house.applicant()));
  const file = async (nth: number, areaId: string) => {
    await house.file(people[nth] ?? '', areaId);
    minutes(1);
  };
  await tell();
  expect(await digests()).toEqual([0, 0]);
  await file(0, house.north);
  await atOnce(4, tell);
  expect(await digests()).toEqual([1, 0]);
  await file(1, house.north);
  await file(0, house.south);
  await tell();
  expect(await digests()).toEqual([1, 1]);
  minutes(60);
  await tell();
  await tell();
  expect(await digests()).toEqual([2, 1]);
  minutes(600);
  await tell();
  expect(await digests()).toEqual([2, 1]);
  expect(await contents(house.nora, 'requestDigest')).toMatchObject([
    { data: { count: 2, areas: ['Werk Nord'] }, link: `${house.publicUrl}/admin/requests` },
    { data: { count: 2 } },
  ]);
  expect(await contents(house.boss, 'requestDigest')).toMatchObject([
    { data: { count: 1, areas: ['Werk Süd'] } },
  ]);
});

test('nobody is told of their own request', async () => {
  const before = (await house.mails(house.boss)).length;
  await nothingWaits();
  await house.file(house.boss, house.south);
  minutes(120);
  await tell();
  expect((await house.mails(house.boss)).filter((kind) => kind === 'requestDigest')).toHaveLength(before);
});
