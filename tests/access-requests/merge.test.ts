import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { approveRequest } from '../../sidecar/access-requests/approve.service.ts';
import type { DecideDeps } from '../../sidecar/access-requests/decide.service.ts';
import { askMerge, withdrawAsk } from '../../sidecar/access-requests/merge-ask.service.ts';
import {
  confirmMerge,
  declineMerge,
  requireMerge,
  type AnswerDeps,
} from '../../sidecar/access-requests/merge-answer.service.ts';
import { mergeRequestMessage } from '../../sidecar/access-requests/merge.message.ts';
import { mergeNow, type MergeWish } from '../../sidecar/access-requests/merge-now.service.ts';
import { endStaleMerges, lastMerges } from '../../sidecar/access-requests/merge.store.ts';
import { rejectRequest } from '../../sidecar/access-requests/reject.service.ts';
import { readTree } from '../../sidecar/areas/area.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import type { ClaimedMessage } from '../../sidecar/mail/message.store.ts';
import { changeGrants } from '../../sidecar/members/person-grants.service.ts';
import { deletePerson, reactivatePerson, suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { actorById, completedSignIn } from '../../sidecar/members/sign-in.service.ts';
import { ringOf } from '../criteria/records.ts';
import { outcomes } from '../members/person-fixture.ts';
import { type RequestHouse, requestHouse } from './request-house.ts';

const ring = ringOf(1);
let house: RequestHouse;
let deps: DecideDeps & AnswerDeps;
let boss: AdminScope;
let nora: AdminScope;

beforeAll(async () => {
  house = await requestHouse();
  const { db, publicUrl, clock } = house;
  deps = {
    db,
    publicUrl,
    clock,
    ring,
    nudgeMail: async () => {},
    nudgeAdmission: async () => {},
    useRecord: async () => false,
    endInvitations: house.deps.endInvitations,
    async scopeOf(reader, memberId) {
      const actor = await actorById(reader, memberId);
      return actor && { actor, tree: await readTree(reader) };
    },
  };
  boss = await house.scope(house.boss);
  nora = await house.scope(house.nora);
});
afterAll(() => house.close());

let kim: string;
let requestId: string;
beforeEach(async () => {
  kim = await house.applicant();
  requestId = (await house.file(kim, house.north))?.requestId ?? '';
});

let people = 0;
/** Somebody with an account, known since an import. */
async function known({
  signedIn,
  email = true,
  areaId = house.north,
}: {
  signedIn: boolean;
  email?: boolean;
  areaId?: string;
}) {
  people += 1;
  const id = await house.person(`known.${people}`, [{ areaId, role: 'member' }], signedIn);
  const more = { employee_number: `N${people}`, email: email ? `known.${people}@firm.example` : null };
  await house.db.updateTable('member').set(more).where('id', '=', id).execute();
  return id;
}
const member = (id: string) =>
  house.db.selectFrom('member').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const wish = async (otherId: string, also: MergeWish['also'] = []): Promise<MergeWish> => ({
  otherId,
  version: (await member(otherId)).sync_version,
  also,
});
const merge = async (scope: AdminScope, otherId: string, also: MergeWish['also'] = []) =>
  mergeNow(deps, scope, requestId, await wish(otherId, also));
const ask = async (scope: AdminScope, otherId: string, also: MergeWish['also'] = [member_(house.north)]) =>
  askMerge(deps, scope, requestId, await wish(otherId, also));
const member_ = (areaId: string) => ({ areaId, role: 'member' as const, endsAt: null });
const request = async () => (await house.requests(kim))[0];
const holds = async (id: string) =>
  (await house.member(id)).grants
    .map(({ areaId, role }) => `${areaId === house.north ? 'north' : 'south'} ${role}`)
    .toSorted();
const lastAsk = async () => (await lastMerges(house.db, [requestId])).get(requestId);
/** What the mail to the existing person leads to; undefined where it is not sent (any more). */
async function linkOf(memberId: string): Promise<string | undefined> {
  const rows = await house.db
    .selectFrom('message')
    .select(['id', 'subject_id as subjectId', 'member_id as memberId'])
    .where('member_id', '=', memberId)
    .where('kind', '=', 'mergeRequest')
    .orderBy('created_at', 'desc')
    .execute();
  const kind = mergeRequestMessage({ ring, origin: house.publicUrl, clock: house.clock });
  const contents = await kind.load(house.db, rows as ClaimedMessage[]);
  return rows.flatMap(({ id }) => contents.get(id)?.link ?? [])[0];
}
const question = async (memberId: string) => requireMerge(deps, (await linkOf(memberId))?.split('/').at(-1));
const acts = async (like: string) => {
  const rows = await house.db
    .selectFrom('audit')
    .select('act')
    .where('subject_id', '=', requestId)
    .where('act', 'like', like)
    .execute();
  return rows.map(({ act }) => act);
};

test('an account that nobody ever signed in with gives grants and number, and goes with its invitation', async () => {
  const end = new Date(house.clock().getTime() + 3e9);
  const other = await known({ signedIn: false });
  const { employee_number: number } = await member(other);
  await merge(nora, other, [{ ...member_(house.north), role: 'editor', endsAt: end }]);
  expect(await member(other)).toMatchObject({ state: 'deleted', email: null, employee_number: null });
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
    ask(nora, signedIn, [member_(house.south)]),
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
    kim = await house.applicant();
    requestId = (await house.file(kim, house.north))?.requestId ?? '';
    const [one, two] = [await known({ signedIn: false }), await known({ signedIn: false })];
    const approval = { grants: [member_(house.north)] };
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
  const rival = await house.applicant(false);
  await house.db
    .insertInto('grant')
    .values({ member_id: rival, area_id: house.north, role: 'member', origin: 'test' })
    .execute();
  const rivals = (await house.file(rival, house.south))?.requestId ?? '';
  await house.db.updateTable('member').set({ activated_at: null }).where('id', '=', kim).execute();
  const [there, back] = [await wish(rival), await wish(kim)];
  const { done, refused } = await outcomes([
    mergeNow(deps, boss, requestId, there),
    mergeNow(deps, boss, rivals, back),
  ]);
  expect([done.length, refused.length]).toEqual([1, 1]);
  const states = [(await member(kim)).state, (await member(rival)).state];
  expect(states.filter((state) => state === 'deleted')).toHaveLength(1);
});

test('an account in use: its owner says yes, once; the applicant goes, what was chosen comes, other requests stay', async () => {
  const existing = await known({ signedIn: true, areaId: house.south });
  const elsewhere = (await house.file(kim, house.south))?.requestId;
  await house.db.deleteFrom('grant').where('member_id', '=', existing).execute();
  await ask(boss, existing);
  await ask(boss, existing);
  const rival = await known({ signedIn: true });
  expect((await outcomes([ask(nora, rival)])).refused).toMatchObject([{ code: 'conflict' }]);
  expect(await house.mails(existing)).toEqual(['mergeRequest']);
  const { merge: asked } = await question(existing);
  const answers = await Promise.all(Array.from({ length: 6 }, () => confirmMerge(deps, asked)));
  expect(new Set(answers)).toEqual(new Set(['done']));
  expect((await member(kim)).state).toBe('deleted');
  expect(await holds(existing)).toEqual(['north member']);
  expect(await member(existing)).toMatchObject({
    email: `known.${people - 1}@firm.example`,
    sync_state: 'pending',
  });
  expect(await acts('request.merged')).toHaveLength(1);
  expect((await request())?.state).toBe('merged');
  expect(await house.requests(existing)).toMatchObject([{ id: elsewhere, state: 'pending' }]);
  expect(await linkOf(existing)).toBeUndefined();
});

test('no changes nothing and says so to who asked; somebody else can be asked then', async () => {
  const existing = await known({ signedIn: true });
  await ask(nora, existing);
  const asked = await question(existing);
  await Promise.all([declineMerge(deps, asked), declineMerge(deps, asked)]);
  expect([await confirmMerge(deps, asked.merge), (await lastAsk())?.state]).toEqual(['declined', 'declined']);
  expect(await acts('merge.%')).toEqual(['merge.asked', 'merge.declined']);
  expect([(await request())?.state, (await member(kim)).state]).toEqual(['pending', 'waiting']);
  await ask(nora, await known({ signedIn: true }));
  expect((await lastAsk())?.state).toBe('open');
});

const suspend = async (id: string) =>
  suspendPerson(house.deps, boss, { id, version: (await member(id)).sync_version });
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
    () => approveRequest(deps, boss, requestId, { grants: [member_(house.north)] }),
  ],
  [
    'it is rejected',
    'cancelled',
    () => rejectRequest(deps, boss, requestId, { moduleId: undefined, words: 'Nein.' }),
  ],
  ['who asked manages nothing any more', 'cancelled', () => suspend(house.nora)],
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
  await ask(nora, existing, [{ ...member_(house.north), role: 'editor' }]);
  const { merge: asked } = await question(existing);
  await happens(existing);
  const before = [await member(kim), await request(), await holds(existing)];
  expect(await confirmMerge(deps, asked)).toBe(ending);
  expect([await member(kim), await request(), await holds(existing)]).toEqual(before);
  expect((await lastAsk())?.state).toBe(ending);
  const { state, sync_version: version } = await member(house.nora);
  if (state === 'suspended') await reactivatePerson(house.deps, boss, { id: house.nora, version });
});

test('what nobody answers ends with its request, its people or its time', async () => {
  await endStaleMerges(house.db, house.clock());
  const existing = await known({ signedIn: true });
  await ask(nora, existing);
  expect(await endStaleMerges(house.db, house.clock())).toBe(0);
  await rejectRequest(deps, boss, requestId, { moduleId: undefined, words: 'Nein.' });
  expect([await endStaleMerges(house.db, house.clock()), (await lastAsk())?.state]).toEqual([1, 'cancelled']);
});
