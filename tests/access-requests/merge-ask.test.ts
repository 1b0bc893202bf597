import { expect, test } from '@jest/globals';
import { approveRequest } from '../../sidecar/access-requests/approve.service.ts';
import { withdrawAsk } from '../../sidecar/access-requests/merge-ask.service.ts';
import { answerMerge } from '../../sidecar/access-requests/merge-answer.service.ts';
import { endStaleMerges } from '../../sidecar/access-requests/merge.store.ts';
import { rejectRequest } from '../../sidecar/access-requests/reject.service.ts';
import { changeGrants } from '../../sidecar/members/person-grants.service.ts';
import { deletePerson, reactivatePerson, suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { outcomes } from '../members/person-fixture.ts';
import {
  acts,
  ask,
  boss,
  deps,
  holds,
  house,
  kim,
  known,
  lastAsk,
  linkOf,
  member,
  nora,
  people,
  request,
  requestId,
  secretOf,
} from './merge-house.ts';
import { memberOf } from './request-house.ts';

test('an account in use: its owner says yes, once; the applicant goes, what was chosen comes, other requests stay', async () => {
  const existing = await known({ signedIn: true, areaId: house.south });
  const elsewhere = (await house.file(kim, house.south))?.requestId;
  await house.db.deleteFrom('grant').where('member_id', '=', existing).execute();
  await ask(boss, existing);
  await ask(boss, existing);
  const rival = await known({ signedIn: true });
  expect((await outcomes([ask(nora, rival)])).refused).toMatchObject([{ code: 'conflict' }]);
  expect(await house.mails(existing)).toEqual(['mergeRequest']);
  const secret = await secretOf(existing);
  const yes = (personId: string) => answerMerge(deps, { secret, personId, answer: 'yes' });
  await expect(yes(rival)).rejects.toMatchObject({ code: 'not_found' });
  await Promise.all(Array.from({ length: 6 }, () => yes(existing)));
  await answerMerge(deps, { secret, personId: existing, answer: 'no' });
  expect((await lastAsk())?.state).toBe('done');
  expect((await member(kim)).state).toBe('deleted');
  expect(await holds(existing)).toEqual(['north member']);
  expect(await member(existing)).toMatchObject({
    email: `known.${people - 1}@firm.example`,
    sync_state: 'pending',
  });
  expect(await acts('%merge%')).toEqual(['merge.asked', 'request.merged']);
  expect((await request())?.state).toBe('merged');
  expect(await house.requests(existing)).toMatchObject([{ id: elsewhere, state: 'pending' }]);
  expect(await linkOf(existing)).toBeUndefined();
});

test('no changes nothing and says so to who asked; somebody else can be asked then', async () => {
  const existing = await known({ signedIn: true });
  await ask(nora, existing);
  const secret = await secretOf(existing);
  for (const answer of ['no', 'no', 'yes'] as const)
    await answerMerge(deps, { secret, personId: existing, answer });
  expect([(await lastAsk())?.state, await linkOf(existing)]).toEqual(['declined', undefined]);
  expect(await acts('merge.%')).toEqual(['merge.asked', 'merge.declined']);
  expect([(await request())?.state, (await member(kim)).state]).toEqual(['pending', 'waiting']);
  await ask(nora, await known({ signedIn: true }));
  expect((await lastAsk())?.state).toBe('open');
});

const suspend = async (id: string) =>
  suspendPerson(house.deps, boss, { id, version: (await member(id)).sync_version });
const roleOfNora = (role: string) =>
  house.db.updateTable('grant').set({ role }).where('member_id', '=', house.nora).execute();
const meanwhile: [string, string, (existing: string) => Promise<unknown>][] = [
  ['the applicant is suspended', 'cancelled', () => suspend(kim)],
  [
    'the applicant is deleted',
    'cancelled',
    async () => deletePerson(house.deps, boss, { id: kim, version: (await member(kim)).sync_version }),
  ],
  ['the existing person is suspended', 'cancelled', suspend],
  [
    'it is approved',
    'cancelled',
    () => approveRequest(deps, boss, requestId, { grants: [memberOf(house.north)] }),
  ],
  [
    'it is rejected',
    'cancelled',
    () => rejectRequest(deps, boss, requestId, { moduleId: undefined, words: 'Nein.' }),
  ],
  ['who asked is suspended', 'cancelled', () => suspend(house.nora)],
  ['who asked manages nothing any more', 'cancelled', () => roleOfNora('editor')],
  [
    'the question is taken back',
    'cancelled',
    async () => withdrawAsk({ ...deps }, nora, requestId, (await lastAsk())?.id ?? ''),
  ],
  [
    'the applicant gets grants that who asked may not take',
    'cancelled',
    async () => {
      const wishes = [{ areaId: house.south, role: 'member' as const }];
      await changeGrants(house.deps, boss, kim, { version: (await member(kim)).sync_version, wishes });
    },
  ],
  ['fifteen days pass', 'expired', async () => house.advance(15)],
];
test.each(meanwhile)('a yes after %s changes nothing: %s', async (_, ending, happens) => {
  const existing = await known({ signedIn: true, areaId: house.south });
  await house.db.updateTable('member').set({ state: 'active' }).where('id', '=', existing).execute();
  await house.db
    .insertInto('grant')
    .values({ member_id: existing, area_id: house.north, role: 'member', origin: 'test' })
    .execute();
  await ask(nora, existing, [{ ...memberOf(house.north), role: 'editor' }]);
  const secret = await secretOf(existing);
  await happens(existing);
  const before = [await member(kim), await request(), await holds(existing)];
  await answerMerge(deps, { secret, personId: existing, answer: 'yes' });
  expect([await member(kim), await request(), await holds(existing)]).toEqual(before);
  expect((await lastAsk())?.state).toBe(ending);
  const { state, sync_version: version } = await member(house.nora);
  if (state === 'suspended') await reactivatePerson(house.deps, boss, { id: house.nora, version });
  await roleOfNora('newsroom_manager');
});

test('what nobody answers ends with its request, its people or its time', async () => {
  await endStaleMerges(house.db, house.clock());
  const existing = await known({ signedIn: true });
  await ask(nora, existing);
  expect(await endStaleMerges(house.db, house.clock())).toBe(0);
  await rejectRequest(deps, boss, requestId, { moduleId: undefined, words: 'Nein.' });
  expect([await endStaleMerges(house.db, house.clock()), (await lastAsk())?.state]).toEqual([1, 'cancelled']);
});
