import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { candidatesOf } from '../../sidecar/access-requests/candidates.service.ts';
import type { Facts } from '../../sidecar/areas/field.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { recordsLike } from '../../sidecar/criteria/candidates.service.ts';
import { useRecordFor } from '../../sidecar/criteria/use-record.service.ts';
import type { Locale } from '../../sidecar/platform/i18n.ts';
import { newRecord, ringOf, storeOne } from '../criteria/records.ts';
import {
  insertAreas,
  insertMember,
  networkManager,
  north,
  northManager,
  south,
  texts,
} from '../members/import-fixtures.ts';
import { atOnce } from '../support/at-once.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const ring = ringOf(1);
const now = new Date('2026-03-10T08:20:00Z');
let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
  for (const { actor } of [networkManager, northManager])
    await insertMember(database.db, {
      id: actor.memberId,
      firstName: 'Ada',
      lastName: 'Min',
      username: actor.memberId,
    });
});
afterAll(() => database.close());

const viewer = (scope: AdminScope, locale: Locale = 'de') => ({
  ...scope,
  locale,
  t: texts.translate(locale),
});
const records = () => ({ db: database.db, ring, clock: () => now });
const candidates = (scope: AdminScope, memberId: string, facts: Facts | null = null) =>
  candidatesOf(
    { db: database.db, findRecords: (asked, applicant) => recordsLike(records(), asked, applicant) },
    viewer(scope),
    { memberId, facts },
  );

type Known = { firstName: string; lastName: string; email?: string; employeeNumber?: string };
async function person(known: Known, areaId?: string): Promise<string> {
  const id = randomUUID();
  const grants = areaId ? [{ areaId, role: 'member' as const }] : [];
  await insertMember(database.db, { id, username: id, ...known }, grants);
  return id;
}
const record = (facts: Facts, areaId: string, more = {}) =>
  storeOne(database.db, ring, newRecord(areaId, facts, more));
const use = (recordId: string, memberId: string, scope = networkManager, version = 1) =>
  database.db.transaction().execute((trx) => useRecordFor(trx, { recordId, version, memberId, scope, now }));

test('accounts with the same number, mailbox or name in any spelling, the most alike first, field by field', async () => {
  const asks = await person({ firstName: 'Jörg', lastName: 'Müller-Groß', email: 'j.mueller+app@gmail.com' });
  const byName = await person({ firstName: 'Joerg', lastName: 'Mueller Gross' }, north.id);
  const byMail = await person(
    { firstName: 'J.', lastName: 'M.', email: 'JMueller@googlemail.com' },
    north.id,
  );
  const byNumber = await person({ firstName: 'Eva', lastName: 'Klein', employeeNumber: 'A471' }, north.id);
  const swapped = await person({ firstName: 'Müller-Gross', lastName: 'Jörg' }, north.id);
  await person({ firstName: 'Georg', lastName: 'Müller', employeeNumber: 'A472' }, north.id);
  const facts = { firstName: 'Jörg', lastName: 'Müller-Groß', employeeNumber: 'a 471' };
  const { members } = await candidates(northManager, asks, facts);
  expect(members.map(({ memberId, likenesses }) => [memberId, likenesses])).toEqual([
    [byNumber, ['number']],
    [byMail, ['email']],
    ...[byName, swapped].toSorted().map((id) => [id, ['name']]),
  ]);
  expect(members[0]?.fields).toEqual([
    { key: 'firstName', label: 'Vorname', theirs: 'Jörg', ours: 'Eva', differs: true },
    { key: 'lastName', label: 'Nachname', theirs: 'Müller-Groß', ours: 'Klein', differs: true },
    { key: 'email', label: 'E-Mail-Adresse', theirs: 'j.mueller+app@gmail.com', ours: null, differs: false },
    { key: 'employeeNumber', label: 'Personalnummer', theirs: 'a 471', ours: 'A471', differs: false },
  ]);
});

test('nobody is named who is elsewhere; what is not told says so', async () => {
  const asks = await person({ firstName: 'Rita', lastName: 'Fremd' });
  await person({ firstName: 'Rita', lastName: 'Fremd' }, south.id);
  await person({ firstName: 'Rita', lastName: 'Fremd' });
  const there = await person({ firstName: 'Rita', lastName: 'Fremd' }, north.id);
  await record({ firstName: 'Rita', lastName: 'Fremd', employeeNumber: '9001' }, south.id);
  const facts = { firstName: 'Rita', lastName: 'Fremd', employeeNumber: '9001' };
  const seen = await candidates(northManager, asks, facts);
  expect(seen.members.map(({ memberId }) => memberId)).toEqual([there]);
  expect(seen.records).toEqual([]);
  const all = await candidates(networkManager, asks);
  expect([all.members.length, all.records.length]).toEqual([3, 1]);
});

test('records: whom the facts mean, whom they come near, who is called the same; used ones are no use', async () => {
  const asks = await person({ firstName: 'Lena', lastName: 'Wolf' });
  const facts = { firstName: 'Lena', lastName: 'Wolf', employeeNumber: '5001' };
  const near = await record({ ...facts, employeeNumber: '5002' }, north.id);
  const named = await record({ firstName: 'Wolf', lastName: 'Lena' }, north.id);
  const used = await record(facts, north.id);
  expect(await use(used, asks)).toBe(true);
  const seen = (await candidates(northManager, asks, facts)).records;
  expect(seen.map(({ recordId, likeness, state, usable }) => [recordId, likeness, state, usable])).toEqual([
    [used, 'equal', 'used', false],
    [near, 'near', 'open', true],
    [named, 'name', 'open', true],
  ]);
  expect(seen[1]?.fields.map(({ key, theirs, ours, differs }) => [key, theirs, ours, differs])).toEqual([
    ['firstName', 'Lena', 'Lena', false],
    ['lastName', 'Wolf', 'Wolf', false],
    ['employeeNumber', '5001', '5002', true],
  ]);
  // Without facts there is the name alone, and what is not known of somebody does not differ.
  const bare = (await candidates(northManager, asks)).records;
  expect(bare.map(({ recordId, likeness }) => [recordId, likeness]).toSorted()).toEqual(
    [
      [near, 'name'],
      [named, 'name'],
    ].toSorted(),
  );
  const number = bare.flatMap(({ fields }) => fields.filter(({ key }) => key === 'employeeNumber'));
  expect(number).toMatchObject([{ theirs: null, ours: '5002', differs: false }]);
});

test('at most five of each', async () => {
  const asks = await person({ firstName: 'Max', lastName: 'Viel' });
  for (let at = 0; at < 7; at += 1) {
    await person({ firstName: 'Max', lastName: 'Viel' }, north.id);
    await record({ firstName: 'Max', lastName: 'Viel', employeeNumber: String(at) }, north.id);
  }
  const { members, records: found } = await candidates(northManager, asks);
  expect([members.length, found.length]).toEqual([5, 5]);
});

test('a record is used up once, by whoever may act on it, as it was shown, and forgets its facts', async () => {
  const [first, second] = [
    await person({ firstName: 'Ina', lastName: 'Eins' }),
    await person({ firstName: 'Udo', lastName: 'Zwei' }),
  ];
  const id = await record({ employeeNumber: '7001' }, north.id);
  const foreign = await record({ employeeNumber: '7002' }, south.id);
  const ended = await record({ employeeNumber: '7003' }, north.id, { endsAt: new Date(now.getTime() - 1) });
  await expect(use(foreign, first, northManager)).rejects.toMatchObject({ code: 'not_found' });
  expect([await use(id, first, northManager, 2), await use(ended, first)]).toEqual([false, false]);
  const done = await atOnce(2, (nth) => use(id, nth === 0 ? first : second, northManager));
  expect(done.toSorted()).toEqual([false, true]);
  const row = await database.db
    .selectFrom('criteria_record')
    .select(['state', 'member_id', 'values'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  expect(row).toEqual({ state: 'used', member_id: done[0] ? first : second, values: null });
  const told = await database.db.selectFrom('audit').select('act').where('subject_id', '=', id).execute();
  expect(told).toEqual([{ act: 'criteria.redeemed' }]);
});
