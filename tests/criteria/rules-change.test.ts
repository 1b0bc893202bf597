import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { matchFacts } from '../../sidecar/criteria/match.service.ts';
import { dropFacts } from '../../sidecar/criteria/record.store.ts';
import { rulesJob, rulesSteps } from '../../sidecar/criteria/rules.job.ts';
import {
  applyChange,
  cancelChange,
  requestComparisons,
} from '../../sidecar/criteria/rules-change.service.ts';
import { readCollisions, readOpenChange, readTwins } from '../../sidecar/criteria/rules-change.store.ts';
import type { Match } from '../../sidecar/criteria/record.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { KeyRing } from '../../sidecar/platform/secrets.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { nearHits, administratorOf, idOf, newRecord, ringOf, store, twoAreas } from './records.ts';

const ring = ringOf(1);
const now = new Date('2026-03-01T12:00:00Z');
const person = (lastName: string, more: Facts = {}): Facts => ({ firstName: 'Erika', lastName, ...more });
let database: TestDatabase;
let north: string;
let boss: { kind: 'administrator'; memberId: string };
const deps = () => ({ db: database.db, ring });

beforeAll(async () => {
  database = await testDatabase();
  ({ north } = await twoAreas(database.db));
  boss = await administratorOf(database.db);
});
beforeEach(async () => {
  for (const table of ['criteria_record', 'criteria_set', 'criteria_change'])
    await sql`delete from ${sql.table(table)}`.execute(database.db);
  await sql`update member_field set comparison = 'exact'`.execute(database.db);
  await sql`update network_setting set criteria_key_id = null`.execute(database.db);
});
afterAll(() => database?.close());

const stored = async (...all: Facts[]): Promise<string[]> =>
  (
    await store(
      database.db,
      ring,
      all.map((facts) => newRecord(north, facts)),
    )
  ).map(idOf);
const match = (facts: Facts, keys: KeyRing = ring): Promise<Match> =>
  matchFacts(database.db, keys, facts, now);
const step = () => rulesSteps({ ...deps(), clock: () => now })();
const allSteps = async (keys: KeyRing = ring): Promise<void> => {
  const job = rulesJob({ db: database.db, ring: keys, clock: () => now });
  await job.handle();
  expect(await job.sweep()).toEqual([]);
};
const tolerant = { lastName: 'tolerant' } as const;
async function checked(): Promise<string> {
  expect(await requestComparisons(deps(), boss, tolerant)).toBe('checking');
  while ((await readOpenChange(database.db))?.state === 'checking') await step();
  return (await readOpenChange(database.db))?.id ?? '';
}

test('without records a comparison counts at once, and what is as it was changes nothing', async () => {
  expect(await requestComparisons(deps(), boss, tolerant)).toBe('applied');
  expect(await requestComparisons(deps(), boss, tolerant)).toBe('unchanged');
  const [id] = await stored(person('Müller'));
  expect(await match(person('MUELLER'))).toMatchObject({ kind: 'one', record: { id } });
});

test('a change first shows whom it would make equal, and changes nothing until it is applied', async () => {
  const [a, b, other] = await stored(person('Müller'), person('Mueller'), person('Maier'));
  const change = await checked();
  const open = await readOpenChange(database.db);
  expect(open).toMatchObject({ state: 'checked', checked: 3, collisions: 1 });
  const [group, ...more] = await readCollisions(database.db, change, 10);
  expect(more).toEqual([]);
  expect(group?.records.map(({ id }) => id).toSorted()).toEqual([a, b].toSorted());
  expect(await match(person('Müller'))).toMatchObject({ kind: 'one', record: { id: a } });
  expect(await match(person('maier'))).toEqual({ kind: 'none' });
  expect(await requestComparisons(deps(), boss, { firstName: 'tolerant' })).toBe('busy');
  expect(await applyChange(deps(), boss, change, now)).toBe('applying');
  await allSteps();
  expect(await match(person('müller'))).toMatchObject({ kind: 'ambiguous' });
  expect(await match(person('maier'))).toMatchObject({ kind: 'one', record: { id: other } });
  expect(await readTwins(database.db, 10)).toHaveLength(1);
  expect(await readOpenChange(database.db)).toBeUndefined();
  const { rows } = await sql`select 1 from criteria_check`.execute(database.db);
  expect(rows).toEqual([]);
  // Nobody stores a third one, and with one of the two gone the other is a record like any other.
  expect(await store(database.db, ring, [newRecord(north, person('MÜLLER'))])).toMatchObject([
    { collision: {} },
  ]);
  await sql`delete from criteria_record where id = ${a}`.execute(database.db);
  expect(await match(person('MÜLLER'))).toMatchObject({ kind: 'one', record: { id: b } });
  expect(await readTwins(database.db, 10)).toEqual([]);
});

test('a change that is taken back has changed nothing, and one that counts cannot be', async () => {
  const [id] = await stored(person('Müller'));
  const change = await checked();
  expect(await cancelChange(database.db, change, now)).toBe(true);
  expect(await applyChange(deps(), boss, change, now)).toBe('gone');
  await allSteps();
  expect(await match(person('mueller'))).toEqual({ kind: 'none' });
  expect(await match(person('Müller'))).toMatchObject({ kind: 'one', record: { id } });
  const again = await checked();
  expect(await applyChange(deps(), boss, again, now)).toBe('applying');
  expect(await cancelChange(database.db, again, now)).toBe(false);
  expect(await applyChange(deps(), boss, again, now)).toBe('gone');
});

test('while records are hashed anew each is found at every moment, also one stored meanwhile', async () => {
  const names = Array.from({ length: 2500 }, (_, at) => person(`Müller-${at}`));
  const ids = await stored(...names);
  expect(await applyChange(deps(), boss, await checked(), now)).toBe('applying');
  const during = await store(database.db, ring, [
    newRecord(north, person('Müller-7')),
    newRecord(north, person('Mueller 9999')),
  ]);
  expect(during).toMatchObject([{ collision: { recordId: ids[7] } }, { isNew: true }]);
  let done = false;
  let asked = 0;
  const look = async (): Promise<void> => {
    for (let at = 0; !done; at = (at + 977) % names.length) {
      const found = await match(names[at] ?? {});
      asked += 1;
      if (found.kind !== 'one' || found.record.id !== ids[at])
        throw new Error(`${at}: ${JSON.stringify(found)}`);
    }
  };
  const lookers = [look(), look(), look()];
  // Two workers at once, each taking what the other leaves.
  await Promise.all([allStepsOf(), allStepsOf()]);
  done = true;
  await Promise.all(lookers);
  expect(asked).toBeGreaterThan(0);
  await allSteps();
  expect(await match(person('mueller 1234'))).toMatchObject({ kind: 'one', record: { id: ids[1234] } });
  const sets = await sql`select 1 from criteria_set`.execute(database.db);
  expect(sets.rows).toHaveLength(1);
});
async function allStepsOf(): Promise<void> {
  while (await step()) continue;
}

/** The same database, on which `meanwhile` happens once, right after its first answer. */
function interrupted(meanwhile: () => Promise<void>): Db {
  let first = true;
  return database.db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (!first) return result;
      first = false;
      await meanwhile();
      return result;
    },
  });
}

test('a record that moves while it is looked for is found', async () => {
  const [id] = await stored(person('Müller'));
  const change = await checked();
  const db = interrupted(async () => {
    await applyChange(deps(), boss, change, now);
    await allSteps();
  });
  expect(await matchFacts(db, ring, person('Müller'), now)).toMatchObject({ kind: 'one', record: { id } });
  expect(await match(person('mueller'))).toMatchObject({ kind: 'one', record: { id } });
});

test('records whose facts were dropped keep their old rules, the others follow a new key', async () => {
  const [gone, here] = await stored(
    person('Müller', { employeeNumber: '1' }),
    person('Maier', { employeeNumber: '2' }),
  );
  await sql`update criteria_record set state = 'used' where id = ${gone}`.execute(database.db);
  await database.db.transaction().execute((trx) => dropFacts(trx, [gone ?? '']));
  await applyChange(deps(), boss, await checked(), now);
  await allSteps();
  const keys = new Map([...ring.keys, [2, Buffer.alloc(32, 2)] as const]);
  const later: KeyRing = { current: 2, keys };
  await allSteps(later);
  expect(await match(person('Müller', { employeeNumber: '1' }), later)).toMatchObject({
    kind: 'used',
    record: { id: gone },
  });
  expect(await match(person('MAIER', { employeeNumber: '2' }), later)).toMatchObject({
    kind: 'one',
    record: { id: here },
  });
  expect(await nearHits(database.db, later, person('MAIER'))).toMatchObject([{ recordId: here }]);
  // What follows needs the old key no more.
  const lost: KeyRing = { current: 2, keys: new Map([[2, Buffer.alloc(32, 2)]]) };
  expect(await match(person('Maier', { employeeNumber: '2' }), lost)).toMatchObject({ kind: 'one' });
  expect(await match(person('Müller', { employeeNumber: '1' }), lost)).toEqual({ kind: 'none' });
});
