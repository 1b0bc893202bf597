import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { approveRequest } from '../../sidecar/access-requests/approve.service.ts';
import type { DecideDeps } from '../../sidecar/access-requests/decide.service.ts';
import { expireRequests } from '../../sidecar/access-requests/expire.service.ts';
import { approveMany, rejectMany } from '../../sidecar/access-requests/many.service.ts';
import { rejectRequest } from '../../sidecar/access-requests/reject.service.ts';
import { addRejectModule } from '../../sidecar/access-requests/reject-module.service.ts';
import { readRejectModules } from '../../sidecar/access-requests/reject-module.store.ts';
import { endRequests } from '../../sidecar/access-requests/request.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { type RequestHouse, requestHouse } from './request-house.ts';

let house: RequestHouse;
let deps: DecideDeps;
let boss: AdminScope;
let nora: AdminScope;
let theo: AdminScope;
const records = new Map<string, number>();

beforeAll(async () => {
  house = await requestHouse();
  const { db, publicUrl, clock } = house;
  deps = {
    db,
    publicUrl,
    clock,
    nudgeMail: async () => {},
    nudgeAdmission: async () => {},
    useRecord: async (_, { recordId, version }) => records.get(recordId) === version,
  };
  const other = await house.person('theo.nord', [{ areaId: house.north, role: 'newsroom_manager' }]);
  [boss, nora, theo] = [
    await house.scope(house.boss),
    await house.scope(house.nora),
    await house.scope(other),
  ];
});
afterAll(() => house.close());

let kim: string;
let id: string;
beforeEach(async () => {
  kim = await house.applicant();
  id = (await house.file(kim, house.north))?.requestId ?? '';
});

const asked = () => ({ grants: [{ areaId: house.north, role: 'member' as const, endsAt: null }] });
const words = { moduleId: undefined, words: 'Bitte wenden Sie sich an die Personalabteilung.' };
const approve = (scope: AdminScope, which = id) => approveRequest(deps, scope, which, asked());
const reject = (scope: AdminScope, which = id) => rejectRequest(deps, scope, which, words);
/** How it ended: `done`, or the error's code with the fields that it names. */
const ended = (work: Promise<void>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return [
        error.code,
        ...error.fields.map(({ field, text }) => `${field} ${text.split('.').at(-1)}`),
      ].join(' ');
    },
  );
const grants = async () => (await house.member(kim)).grants;
const row = async () => (await house.requests(kim))[0];

test('approved: the grants are there with their end, the state, one mail, one audit row; facts are gone', async () => {
  await house.db
    .updateTable('access_request')
    .set({ facts: JSON.stringify({ lastName: 'Neu' }) as never })
    .execute();
  const endsAt = addSeconds(house.clock(), 90 * 24 * 3600);
  const wanted = [
    { areaId: house.north, role: 'editor' as const, endsAt },
    { areaId: house.south, role: 'member' as const, endsAt },
  ];
  const { version } = await house.member(kim);
  await approveRequest(deps, boss, id, { grants: wanted });
  expect((await grants()).toSorted((a, b) => a.role.localeCompare(b.role))).toEqual(wanted);
  expect(await house.stateOf(kim)).toBe('active');
  expect(await house.acts(kim)).toEqual(['request.created', 'request.approved']);
  expect(await house.mails(kim)).toEqual(['requestReceived', 'requestApproved']);
  expect(await row()).toMatchObject({
    state: 'approved',
    decided_by: house.boss,
    facts: null,
    granted: wanted.map((grant) => ({ ...grant, endsAt: endsAt.toISOString() })),
  });
  const { sync_version, sync_state } = await house.db
    .selectFrom('member')
    .selectAll()
    .where('id', '=', kim)
    .executeTakeFirstOrThrow();
  expect([sync_version, sync_state]).toEqual([version + 1, 'pending']);
});

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
    kim = await house.applicant();
    id = (await house.file(kim, house.north))?.requestId ?? '';
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

test('nobody decides their own, foreign and unknown requests are not there, and nobody gives what is not theirs to give', async () => {
  const own = (await house.file(house.nora, house.south))?.requestId ?? '';
  const foreign = (await house.file(kim, house.south))?.requestId ?? '';
  await house.person(`sued.${randomUUID()}`, []);
  const selfAsBoss = (await house.file(house.boss, house.north))?.requestId ?? '';
  expect(await ended(approve(boss, selfAsBoss))).toBe('conflict request own');
  expect(await ended(reject(boss, selfAsBoss))).toBe('conflict request own');
  for (const which of [own, foreign, randomUUID(), 'x'])
    expect([await ended(approve(nora, which)), await ended(reject(nora, which))]).toEqual([
      'not_found',
      'not_found',
    ]);
  const give = (wanted: Parameters<typeof approveRequest>[3]['grants']) =>
    ended(approveRequest(deps, nora, id, { grants: wanted }));
  const [north, south] = [house.north, house.south];
  expect(await give([])).toBe('invalid_input grants noGrant');
  expect(await give([{ areaId: south, role: 'member', endsAt: null }])).toBe(
    `invalid_input role.${south} mayNotGrant`,
  );
  expect(await give([{ areaId: north, role: 'network_manager', endsAt: null }])).toBe(
    `invalid_input role.${north} mayNotGrant`,
  );
  expect(await give([{ areaId: north, role: 'member', endsAt: house.clock() }])).toBe(
    'invalid_input endsAt endPast',
  );
  expect((await row())?.state).toBe('pending');
  expect(await house.mails(kim)).toEqual(['requestReceived', 'requestReceived']);
});

test('what is held already is not taken down by an approval', async () => {
  await house.person(`x${randomUUID()}`, []);
  await house.db
    .insertInto('grant')
    .values({ member_id: kim, area_id: house.north, role: 'editor', origin: 'manual' })
    .execute();
  await approve(nora);
  expect(await grants()).toEqual([{ areaId: house.north, role: 'editor' }]);
});

test('a record is used up with the approval or nothing is approved', async () => {
  const record = { id: randomUUID(), version: 3 };
  const withRecord = () => ended(approveRequest(deps, nora, id, { ...asked(), record }));
  expect(await withRecord()).toBe('conflict request recordTaken');
  expect([(await row())?.state, await grants()]).toEqual(['pending', []]);
  records.set(record.id, record.version);
  await house.db
    .insertInto('criteria_set')
    .values({ version: 1, key_id: 1, keys: ['lastName'], rules: {} })
    .returning('id')
    .executeTakeFirstOrThrow()
    .then(({ id: setId }) =>
      house.db
        .insertInto('criteria_record')
        .values({ id: record.id, set_id: setId, lookup: Buffer.from(record.id), origin: 'manual' } as never)
        .execute(),
    );
  expect(await withRecord()).toBe('done');
  expect((await row())?.record_id).toBe(record.id);
});

test('somebody who is suspended is not approved, and the page may say why', async () => {
  const { version } = await house.member(kim);
  await suspendPerson({ ...house.deps, clock: house.clock }, boss, { id: kim, version });
  expect(await ended(approve(boss))).toBe('conflict request suspended');
  expect((await row())?.state).toBe('pending');
});

test('rejected: the applicant reads the module in their language and the own words, and when to ask again', async () => {
  const by = { kind: 'administrator', memberId: house.boss } as const;
  const text = { de: 'Dieser Bereich ist nur für Beschäftigte.', en: 'This area is for employees only.' };
  await addRejectModule(house.db, { areaId: house.root, by }, { name: 'Nur Beschäftigte', text });
  const [module] = await readRejectModules(house.db, nora.tree, house.north);
  const moduleId = module?.id ?? '';
  await house.db.updateTable('member').set({ locale: 'en' }).where('id', '=', kim).execute();
  expect(await ended(rejectRequest(deps, nora, id, { moduleId: undefined, words: '' }))).toBe(
    'invalid_input words noReason',
  );
  expect(await ended(rejectRequest(deps, nora, id, { moduleId: randomUUID(), words: 'Nein.' }))).toBe(
    'invalid_input words noReason',
  );
  expect(await ended(rejectRequest(deps, nora, id, { moduleId, words: 'Kind regards' }))).toBe('done');
  expect(await row()).toMatchObject({
    state: 'rejected',
    reason: `${text.en}\n\nKind regards`,
    again_at: addSeconds(house.clock(), 14 * 24 * 3600),
  });
  expect([await house.stateOf(kim), await house.acts(kim), await house.mails(kim)]).toEqual([
    'registered',
    ['request.created', 'request.rejected'],
    ['requestReceived', 'requestRejected'],
  ]);
});

test('several at once: each for itself, and what somebody else decided or nobody may decide is counted', async () => {
  const people = await Promise.all([1, 2, 3, 4].map(() => house.applicant()));
  const filed = await Promise.all(people.map((one) => house.file(one, house.north)));
  const ids = filed.map((one) => one?.requestId ?? '');
  await reject(theo, ids[0]);
  const foreign = (await house.file(kim, house.south))?.requestId ?? '';
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
  const ends = await Promise.all([boss, nora, theo].map((scope) => ended(reject(scope))));
  expect(ends.toSorted()).toEqual(['conflict', 'conflict', 'done']);
  expect(await house.acts(kim)).toEqual(['request.created', 'request.rejected']);
});
