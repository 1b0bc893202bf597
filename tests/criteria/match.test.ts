import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { collisionsOf, recordsByKey } from '../../sidecar/criteria/collision.store.ts';
import { matchFacts } from '../../sidecar/criteria/match.service.ts';
import { changeRecords, lockRecords, unlockRecords } from '../../sidecar/criteria/record-change.store.ts';
import { dropFacts, removeRecords } from '../../sidecar/criteria/record.store.ts';
import type { Match } from '../../sidecar/criteria/record.ts';
import type { Trx } from '../../sidecar/platform/db.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { nearHits, idOf, newRecord, ringOf, store, storeOne, twoAreas } from './records.ts';

const ring = ringOf(1);
const now = new Date('2026-03-01T12:00:00Z');
const erika: Facts = { firstName: 'Erika', lastName: 'Müller' };
const numbered: Facts = { ...erika, employeeNumber: '00471' };
let database: TestDatabase;
let north: string;
let south: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ north, south } = await twoAreas(database.db));
});
beforeEach(async () => {
  await sql`delete from criteria_record`.execute(database.db);
});
afterAll(() => database?.close());

const one = (facts: Facts, more = {}): Promise<string> =>
  storeOne(database.db, ring, newRecord(north, facts, more));
const match = (facts: Facts): Promise<Match> => matchFacts(database.db, ring, facts, now);
const inTrx = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => database.db.transaction().execute(work);
const become = (id: string, state: string) =>
  sql`update criteria_record set state = ${state} where id = ${id}`.execute(database.db);

test('a record is found by all its facts, and says what it grants', async () => {
  const id = await one(numbered, {
    grants: [
      { areaId: north, role: 'member' },
      { areaId: south, role: 'editor' },
    ],
  });
  const found = await match({ ...numbered, firstName: ' Erika ', birthday: '1970-01-01' });
  expect(found).toMatchObject({ kind: 'one', record: { id, state: 'open', version: 1 } });
  if (found.kind !== 'one') throw new Error('no match');
  expect(found.record.keys).toEqual(['employeeNumber', 'firstName', 'lastName']);
  expect(found.record.grants).toHaveLength(2);
  expect(found.record.grants).toContainEqual({ areaId: south, role: 'editor' });
  for (const wrong of [
    erika,
    { ...numbered, employeeNumber: '471' },
    { ...numbered, lastName: 'Mueller' },
    {},
  ])
    expect(await match(wrong)).toEqual({ kind: 'none' });
});

test('the most specific record decides, also where it is used or closed', async () => {
  const general = await one(erika);
  const specific = await one(numbered);
  expect(await match(numbered)).toMatchObject({ kind: 'one', record: { id: specific } });
  expect(await match(erika)).toMatchObject({ kind: 'one', record: { id: general } });
  await become(specific, 'used');
  expect(await match(numbered)).toMatchObject({ kind: 'used', record: { id: specific } });
  await become(specific, 'locked');
  expect(await match(numbered)).toMatchObject({ kind: 'none', closed: { id: specific } });
});

test('of two equally specific records none wins', async () => {
  const ids = [await one(numbered), await one({ ...erika, birthday: '1970-01-01' })];
  const found = await match({ ...numbered, birthday: '1970-01-01' });
  expect(found).toEqual({ kind: 'ambiguous', recordIds: expect.arrayContaining(ids) });
  await become(ids[0] ?? '', 'locked');
  expect(await match({ ...numbered, birthday: '1970-01-01' })).toMatchObject({ kind: 'one' });
});

test('a record that has ended admits nobody, and still says that it was used', async () => {
  const id = await one(erika, { endsAt: now });
  expect(await match(erika)).toMatchObject({ kind: 'none', closed: { id } });
  await become(id, 'used');
  expect(await match(erika)).toMatchObject({ kind: 'used', record: { id } });
});

test('who comes near by all but one field, or lacks one, names a person', async () => {
  const id = await one(numbered);
  const short = await one({ lastName: 'Kurz', employeeNumber: '9' });
  await one({ firstName: 'Otto', lastName: 'Normal' });
  const near = async (facts: Facts) => (await nearHits(database.db, ring, facts)).map((hit) => hit.recordId);
  expect(await nearHits(database.db, ring, { ...numbered, employeeNumber: '1' })).toEqual([
    { recordId: id, areaIds: [north] },
  ]);
  expect(await near(erika)).toEqual([id]);
  expect(await near({ ...numbered, firstName: 'Eva' })).toEqual([id]);
  expect(await near({ lastName: 'Lang', employeeNumber: '9' })).toEqual([short]);
  // One name alone names nobody, nor does half of a pair of names.
  for (const far of [
    { lastName: 'Kurz', employeeNumber: '1' },
    { firstName: 'Otto', lastName: 'Anders' },
  ])
    expect(await near(far)).toEqual([]);
  await become(id, 'used');
  expect(await near(erika)).toEqual([]);
});

test('equal records are refused and named: in the batch, against open and against used ones', async () => {
  const first = await one(erika);
  await sql`insert into criteria_near (near, record_id) values ('x', ${first})`.execute(database.db);
  const answers = await store(database.db, ring, [
    newRecord(south, { ...erika, lastName: 'Müller ' }),
    newRecord(south, numbered),
    newRecord(north, numbered),
  ]);
  expect(answers[0]).toEqual({ collision: { recordId: first, state: 'open' } });
  expect(answers[1]).toMatchObject({ isNew: true });
  expect(answers[2]).toEqual({ collision: { recordId: idOf(answers[1]), state: 'open' } });
  await become(first, 'used');
  await inTrx((trx) => dropFacts(trx, [first]));
  const { rows } =
    await sql`select "values", search, (select count(*) from criteria_near where record_id = r.id) as near
    from criteria_record r where id = ${first}`.execute(database.db);
  expect(rows).toEqual([{ values: null, search: '', near: 0 }]);
  expect(await collisionsOf(database.db, ring, [{ facts: erika }, { facts: { lastName: 'X' } }])).toEqual([
    { recordId: first, state: 'used' },
    undefined,
  ]);
  expect(await match(erika)).toMatchObject({ kind: 'used', record: { id: first } });
});

test('the same form sent twice stores one record', async () => {
  const formKey = '3f0e2f56-93a4-4f0d-8a3e-0a6f5f0a6a01';
  const id = await one(erika, { formKey });
  expect(await store(database.db, ring, [newRecord(north, erika, { formKey })])).toEqual([
    { id, isNew: false },
  ]);
  expect(await store(database.db, ring, [newRecord(north, numbered, { formKey })])).toEqual([
    { id, isNew: false },
  ]);
});

test('a change is found by its new facts only, and by nobody who saw an older version', async () => {
  const id = await one(numbered);
  const other = await one(erika);
  const change = { id, version: 1, grants: [{ areaId: south, role: 'editor' as const }], endsAt: null };
  const [done] = await inTrx((trx) =>
    changeRecords(trx, ring, [{ ...change, facts: { ...numbered, firstName: 'Eva' } }]),
  );
  expect(done).toEqual({ id });
  expect(await match(numbered)).toMatchObject({ kind: 'one', record: { id: other } });
  expect(await match({ ...numbered, firstName: 'Eva' })).toMatchObject({
    record: { id, version: 2, grants: [{ areaId: south, role: 'editor' }] },
  });
  expect(await nearHits(database.db, ring, { ...erika, firstName: 'Eva' })).toHaveLength(1);
  expect(await nearHits(database.db, ring, erika)).toEqual([]);
  const stale = await inTrx((trx) => changeRecords(trx, ring, [{ ...change, facts: numbered }]));
  expect(stale).toEqual(['overtaken']);
  const equal = await inTrx((trx) => changeRecords(trx, ring, [{ ...change, version: 2, facts: erika }]));
  expect(equal).toEqual([{ collision: { recordId: other, state: 'open' } }]);
});

test('what is locked can come back only where nobody equal has come meanwhile', async () => {
  const id = await one(erika);
  expect(await inTrx((trx) => lockRecords(trx, [id]))).toEqual([id]);
  const heir = await one(erika);
  const refused = await inTrx((trx) => unlockRecords(trx, ring, [id]));
  expect([refused.unlocked, refused.collisions.get(id)]).toEqual([[], { recordId: heir, state: 'open' }]);
  expect(await match(erika)).toMatchObject({ kind: 'one', record: { id: heir } });
  await inTrx((trx) => removeRecords(trx, [heir]));
  expect((await inTrx((trx) => unlockRecords(trx, ring, [id]))).unlocked).toEqual([id]);
});

test('a record being redeemed stays, and an import key is found after facts and key have changed', async () => {
  const id = await one(erika, { keyFacts: { employeeNumber: '00471' } });
  await become(id, 'redeeming');
  expect(await inTrx((trx) => removeRecords(trx, [id]))).toEqual([]);
  await become(id, 'used');
  await inTrx((trx) => dropFacts(trx, [id]));
  const later = {
    current: 2,
    keys: new Map([...ring.keys, ...ringOf(2).keys].toSorted(([a], [b]) => b - a)),
  };
  later.keys.set(1, ring.keys.get(1) ?? Buffer.alloc(0));
  expect(
    await recordsByKey(database.db, later, [{ employeeNumber: '471' }, { employeeNumber: '00471' }]),
  ).toEqual([[], [{ recordId: id, state: 'used', version: 1 }]]);
});
