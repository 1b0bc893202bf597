import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { readFields } from '../../sidecar/areas/field.store.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { probe } from '../../sidecar/criteria/probe.service.ts';
import { type Ask, askForm } from '../../sidecar/criteria/record-act.schema.ts';
import { previewAct, runAct } from '../../sidecar/criteria/record-act.service.ts';
import { addRecord, editRecord, requireRecord } from '../../sidecar/criteria/record-change.service.ts';
import { matching, wordsOf } from '../../sidecar/criteria/record-filter.store.ts';
import { listRecords } from '../../sidecar/criteria/record-list.read-model.ts';
import { recordFilter, recordOrder } from '../../sidecar/criteria/record-list.schema.ts';
import { recordViewer } from '../../sidecar/criteria/record-scope.rules.ts';
import { dropFacts } from '../../sidecar/criteria/record.store.ts';
import type { NewRecord } from '../../sidecar/criteria/record.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import { AppError } from '../../sidecar/platform/errors.ts';
import { digest } from '../house/rights-digest.ts';
import {
  insertAreas,
  network,
  networkManager,
  north,
  northManager,
  scopeWith,
  south,
} from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { insertActors, now, ring } from './import-house.ts';
import { idOf, newRecord, store } from './records.ts';

let opened: TestDatabase;
let db: Db;
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  await insertAreas(db);
  await insertActors(db);
});
afterEach(async () => opened.close());

const deps = () => ({ db, ring, clock: () => now });
const one = async (facts: Facts, more: Partial<NewRecord> = {}, areaId = north.id): Promise<string> =>
  idOf((await store(db, ring, [newRecord(areaId, facts, more)]))[0]);
const both = {
  grants: [
    { areaId: north.id, role: 'member' as const },
    { areaId: south.id, role: 'member' as const },
  ],
};
const become = (id: string, state: string) =>
  sql`update criteria_record set state = ${state} where id = ${id}`.execute(db);
const names = async (scope: AdminScope, asked: Record<string, string> = {}): Promise<string[]> => {
  const [filter, order] = [recordFilter.parse(asked), recordOrder.parse(asked)];
  const where = matching(scope.tree, recordViewer(scope), filter, now);
  const { rows } = await listRecords(db, where, order, wordsOf(filter.q).length > 0);
  return rows.map(({ facts, state }) => facts?.['lastName'] ?? state);
};
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof AppError)) return String(thrown);
  return [thrown.code, ...thrown.fields.map(({ field, text }) => `${field}=${text.split('.').at(-1)}`)].join(
    ' ',
  );
};
const form = (facts: Facts, areaId = north.id, role = 'member') => ({
  formKey: randomUUID(),
  ...Object.fromEntries(Object.entries(facts).map(([key, fact]) => [`fact.${key}`, fact])),
  [`role.${areaId}`]: role,
});
const acts = async () =>
  (
    await sql<{ act: string }>`select act from audit where act like 'criteria.%' order by id`.execute(db)
  ).rows.map(({ act }) => act);

test('a record is there for who may give all that it gives; foreign ones and unknown ones are alike', async () => {
  const ids = {
    north: await one({ lastName: 'Nord' }),
    south: await one({ lastName: 'Sued' }, {}, south.id),
    both: await one({ lastName: 'Beide' }, both),
    high: await one({ lastName: 'Oben' }, { grants: [{ areaId: network.id, role: 'network_manager' }] }),
    unknown: randomUUID(),
    malformed: "1'--",
  };
  const rootManager = scopeWith([{ areaId: network.id, role: 'newsroom_manager' }]);
  const seen: [AdminScope, string[]][] = [
    [northManager, ['north']],
    [rootManager, ['north', 'south', 'both']],
    [networkManager, ['north', 'south', 'both', 'high']],
  ];
  for (const [scope, expected] of seen) {
    const found: string[] = [];
    for (const [name, id] of Object.entries(ids)) {
      const answer = await refusal(requireRecord(db, scope, id));
      if (answer === 'undefined') found.push(name);
      else expect(answer).toBe('not_found');
    }
    expect(found).toEqual(expected);
    expect((await names(scope)).length).toBe(expected.length);
  }
  expect(await names(northManager, { area: south.id })).toEqual([]);
  expect(await names(networkManager, { area: network.id, role: 'network_manager' })).toEqual(['Oben']);
});

test('the list is searched however words are spelt, filtered by what is shown, and sorted', async () => {
  await one({ firstName: 'Jörg', lastName: 'Groß', employeeNumber: '0471' });
  await one({ firstName: 'Änne', lastName: 'Æble' }, { endsAt: now, origin: 'import' });
  await one({ lastName: '100%_x' }, { endsAt: new Date(now.getTime() + 1) });
  const used = await one({ lastName: 'Weg' });
  await become(used, 'used');
  await db.transaction().execute((trx) => dropFacts(trx, [used]));
  for (const [q, found] of [
    ['joerg gross', ['Groß']],
    ['471', ['Groß']],
    ['jo', ['Groß']],
    ['rg', []],
    ['aeble anne', ['Æble']],
    ['%', ['100%_x']],
    ['weg', []],
  ] as const)
    expect([q, await names(networkManager, { q })]).toEqual([q, found]);
  expect(await names(networkManager, { state: 'ended' })).toEqual(['Æble']);
  expect(await names(networkManager, { state: 'used' })).toEqual(['used']);
  expect(await names(networkManager, { state: 'open', sort: 'name', dir: 'asc' })).toEqual([
    '100%_x',
    'Groß',
  ]);
  expect(await names(networkManager, { origin: 'import' })).toEqual(['Æble']);
  expect(await names(networkManager, { sort: 'name', dir: 'desc' })).toEqual([
    'Groß',
    'Æble',
    '100%_x',
    'used',
  ]);
  expect(await names(networkManager, { size: '25', page: '9' })).toHaveLength(4);
  const plan = await db.transaction().execute(async (trx) => {
    await sql`set local enable_seqscan = off`.execute(trx);
    return sql`explain select r.id from criteria_record r
      order by criteria_name_key(r."values") desc, r.id desc limit 25`.execute(trx);
  });
  expect(JSON.stringify(plan.rows)).toContain('criteria_record_name');
});

test('by hand: a form sent twice stores one; what is wrong is said at its field; equal facts are refused', async () => {
  const typed = form({ firstName: ' Erika ', lastName: 'Müller' });
  const [id, again] = await Promise.all([0, 1].map(() => addRecord(deps(), northManager, typed)));
  expect(again).toBe(id);
  expect(await addRecord(deps(), northManager, typed)).toBe(id);
  expect(await acts()).toEqual(['criteria.created']);
  expect(await names(northManager)).toEqual(['Müller']);
  for (const [wrong, said] of [
    [form({ firstName: 'Erika', lastName: 'Müller' }), 'invalid_input collision=collision'],
    [form({}), 'invalid_input fact.firstName=noFact'],
    [form({ lastName: 'A<b' }, south.id), 'invalid_input fact.lastName=name grants=area'],
    [form({ lastName: 'Neu' }, randomUUID()), 'invalid_input grants=area'],
    [form({ lastName: 'Neu' }, north.id, 'network_manager'), `invalid_input role.${north.id}=role`],
    [{ ...form({ lastName: 'Neu' }), endsAt: '31.02.2027' }, 'invalid_input endsAt=date'],
    [{ formKey: randomUUID(), 'fact.lastName': 'Neu' }, 'invalid_input grants=noGrant'],
  ] as const)
    expect(await refusal(addRecord(deps(), northManager, wrong))).toBe(said);
  expect(await names(northManager)).toHaveLength(1);
  // gone back, and somebody else typed into the same form
  await addRecord(deps(), northManager, { ...typed, 'fact.lastName': 'Meier' });
  expect((await names(northManager)).toSorted()).toEqual(['Meier', 'Müller']);
});

test('an edit is of the version that was seen, of a record that stands for nobody, and never makes two equal ones', async () => {
  const id = await one({ lastName: 'Alt' });
  await one({ lastName: 'Da' });
  const edit = (facts: Facts, version: number) =>
    editRecord(deps(), northManager, id, { ...form(facts), version });
  await edit({ lastName: 'Neu' }, 1);
  expect(await refusal(edit({ lastName: 'Nochmal' }, 1))).toBe('conflict');
  expect(await refusal(edit({ lastName: 'Da' }, 2))).toBe('invalid_input collision=collision');
  await edit({ lastName: 'Neu' }, 2);
  expect(await acts()).toEqual(['criteria.changed']);
  for (const state of ['redeeming', 'used']) {
    await become(id, state);
    expect(await refusal(edit({ lastName: 'Spät' }, 2))).toBe('conflict record=notOpen');
  }
  expect((await names(northManager)).toSorted()).toEqual(['Da', 'Neu']);
});

test('many at once: only own ones that the filter finds and the act fits, in the number that was confirmed', async () => {
  const ids = [];
  for (let at = 0; at < 5; at += 1) ids.push(await one({ lastName: `Muster${at}` }));
  await one({ lastName: 'Muster' }, {}, south.id);
  await become(ids[0] ?? '', 'used');
  await become(ids[1] ?? '', 'redeeming');
  const all = (act: Ask['act']): Ask => askForm.parse({ act, all: '1', list: 'q=muster' });
  const start = (act: Ask['act'], applies: number) => ({ ...all(act), applies, typed: '' });
  expect(await previewAct(deps(), northManager, all('lock'))).toEqual({ records: 5, applies: 3 });
  expect(await refusal(runAct(deps(), northManager, start('lock', 4)))).toBe('conflict applies=changed');
  expect(await runAct(deps(), northManager, start('lock', 3))).toEqual({ done: 3, left: 0 });
  // an equal one was stored while this was locked
  await one({ lastName: 'Muster2' });
  expect(await runAct(deps(), northManager, start('unlock', 3))).toEqual({ done: 2, left: 1 });
  expect(await runAct(deps(), northManager, start('remove', 4))).toEqual({ done: 4, left: 0 });
  expect((await names(networkManager)).toSorted()).toEqual(['Muster', 'Muster0', 'Muster1']);
  // one by one a used record can go, one that stands for somebody right now never
  for (const [id, done] of [
    [ids[0], 1],
    [ids[1], 0],
  ] as const) {
    const ask = askForm.parse({ act: 'remove', id });
    expect(await runAct(deps(), northManager, { ...ask, applies: done, typed: '' })).toEqual({
      done,
      left: 0,
    });
  }
  const counts = Map.groupBy(await acts(), (act) => act);
  expect([...counts].map(([act, each]) => [act, each.length])).toEqual([
    ['criteria.locked', 3],
    ['criteria.unlocked', 2],
    ['criteria.removed', 5],
  ]);
});

test('whoever is let in while many are removed keeps the record', async () => {
  const [first = '', ...others] = await Promise.all(['a', 'b', 'c'].map((lastName) => one({ lastName })));
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let claimed = () => {};
  const claims = new Promise<void>((resolve) => {
    claimed = resolve;
  });
  const claim = db.transaction().execute(async (trx) => {
    await sql`update criteria_record set state = 'redeeming' where id = ${first}`.execute(trx);
    claimed();
    await held;
    await sql`update criteria_record set state = 'used' where id = ${first}`.execute(trx);
  });
  await claims;
  const ask = askForm.parse({ act: 'remove', all: '1' });
  const removing = runAct(deps(), northManager, { ...ask, applies: 3, typed: '' });
  await waiting();
  release();
  await claim;
  expect(await removing).toEqual({ done: others.length, left: 0 });
  expect(await names(northManager, { state: 'used' })).toEqual(['a']);
});

/** Until somebody waits for a lock. */
async function waiting(): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if (rows[0]?.n) return;
  }
}

test('Probe says what would come of it and why, of own records only, and leaves nothing behind', async () => {
  await sql`update member_field set comparison = 'tolerant' where key = 'lastName'`.execute(db);
  const erika = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '0071' };
  const id = await one(erika);
  await one({ firstName: 'Sonja', lastName: 'Sued', employeeNumber: '1' }, {}, south.id);
  const fields = await readFields(db);
  const before = await digest(db);
  const tried = async (facts: Facts, scope = northManager) => probe(deps(), scope, { fields, facts });
  const hit = await tried({ ...erika, lastName: 'mueller', born: '1970-01-01' });
  expect(hit.kind).toBe('one');
  expect(hit.records[0]?.compared.find(({ key }) => key === 'lastName')).toEqual({
    key: 'lastName',
    typed: 'mueller',
    typedNormal: 'mueller',
    stored: 'Müller',
    storedNormal: 'mueller',
    equal: true,
  });
  const near = await tried({ ...erika, employeeNumber: '71' });
  expect(near.kind).toBe('none');
  expect(near.records[0]?.compared.filter(({ equal }) => !equal).map(({ key }) => key)).toEqual([
    'employeeNumber',
  ]);
  // a foreign record is as if it were not there, met and nearly met
  const sonja = { firstName: 'Sonja', lastName: 'Sued', employeeNumber: '1' };
  for (const facts of [sonja, { ...sonja, employeeNumber: '2' }, { firstName: 'Niemand' }])
    expect(await tried(facts)).toEqual({ kind: 'none', records: [] });
  expect((await tried(sonja, networkManager)).kind).toBe('one');
  expect(await digest(db)).toEqual(before);
  await become(id, 'used');
  expect((await tried(erika)).kind).toBe('used');
  await db.transaction().execute((trx) => dropFacts(trx, [id]));
  const used = await tried(erika);
  expect(used.records[0]?.compared.map(({ stored, equal }) => [stored, equal])).toEqual(
    Array(3).fill([null, true]),
  );
  await become(id, 'locked');
  expect((await tried(erika)).kind).toBe('closed');
  await one({ firstName: 'Erika', lastName: 'A' });
  await one({ firstName: 'Erika', employeeNumber: '5' });
  const ambiguous = await tried({ firstName: 'Erika', lastName: 'A', employeeNumber: '5' });
  expect([ambiguous.kind, ambiguous.records.length]).toEqual(['ambiguous', 2]);
});
