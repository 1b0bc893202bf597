import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { approveRequest } from '../../sidecar/access-requests/approve.service.ts';
import { rejectRequest } from '../../sidecar/access-requests/reject.service.ts';
import { addRejectModule } from '../../sidecar/access-requests/reject-module.service.ts';
import { readRejectModules } from '../../sidecar/access-requests/reject-module.store.ts';
import { suspendPerson } from '../../sidecar/members/person-state.service.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import {
  house,
  deps,
  boss,
  nora,
  records,
  kim,
  id,
  asked,
  approve,
  reject,
  ended,
  grants,
  row,
} from './decide-site.ts';

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

test('nobody decides their own, foreign and unknown requests are not there, and nobody gives what is not theirs to give', async () => {
  const own = await house.filed(house.nora, house.south);
  const foreign = await house.filed(kim, house.south);
  const selfAsBoss = await house.filed(house.boss, house.north);
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
  const { id: setId } = await house.db
    .insertInto('criteria_set')
    .values({ version: 1, key_id: 1, keys: ['lastName'], rules: {} })
    .returning('id')
    .executeTakeFirstOrThrow();
  await house.db
    .insertInto('criteria_record')
    .values({ id: record.id, set_id: setId, lookup: Buffer.from(record.id), origin: 'manual' } as never)
    .execute();
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
