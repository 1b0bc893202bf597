import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { changeRecords, lockRecords, unlockRecords } from '../../sidecar/criteria/record-change.store.ts';
import type { Changed, Inserted } from '../../sidecar/criteria/record.ts';
import { insertRecords } from '../../sidecar/criteria/record.store.ts';
import { claimRecord, useRecords } from '../../sidecar/criteria/claim.store.ts';
import { applyChange, requestComparisons } from '../../sidecar/criteria/rules-change.service.ts';
import { readOpenChange } from '../../sidecar/criteria/rules-change.store.ts';
import { rulesSteps } from '../../sidecar/criteria/rules.job.ts';
import { isUniqueViolation, type Trx } from '../../sidecar/platform/db.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { administratorOf, idOf, newRecord, ringOf, store, storeOne, twoAreas } from './records.ts';

const ring = ringOf(1);
const erika: Facts = { firstName: 'Erika', lastName: 'Müller' };
let database: TestDatabase;
let north: string;

beforeAll(async () => {
  database = await testDatabase();
  ({ north } = await twoAreas(database.db));
  // Whoever makes a set makes the others wait, and nothing would race.
  await store(database.db, ring, [
    newRecord(north, erika),
    newRecord(north, { ...erika, employeeNumber: '1' }),
  ]);
});
beforeEach(async () => {
  await sql`delete from criteria_record`.execute(database.db);
});
afterAll(() => database?.close());

const inTrx = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => database.db.transaction().execute(work);
const stored = async (): Promise<number> => {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) from criteria_record where state <> 'locked'`.execute(database.db);
  return rows[0]?.count ?? 0;
};
const isNew = (inserted: Inserted): boolean => 'id' in inserted && inserted.isNew;

test('of equal records stored at the same moment one is there, and all others name it', async () => {
  // All transactions are open before the first of them stores, or the pool would make one wait for the next.
  let open = 0;
  let go: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    go = resolve;
  });
  const attempt = () =>
    inTrx(async (trx) => {
      await sql`select 1`.execute(trx);
      open += 1;
      if (open === 9) go();
      await all;
      return insertRecords(trx, ring, [newRecord(north, erika)]);
    });
  const answers = (await Promise.all(Array.from({ length: 9 }, attempt))).flat();
  const winner = idOf(answers.find(isNew));
  const others = answers.filter((answer) => !isNew(answer));
  expect(others).toEqual(
    Array.from({ length: 8 }, () => ({ collision: { recordId: winner, state: 'open' } })),
  );
  expect(await stored()).toBe(1);
});

test('two imports of the same people, in whatever order, wait for one another and store each once', async () => {
  const people = Array.from({ length: 300 }, (_, at) =>
    newRecord(north, { ...erika, employeeNumber: String(at) }),
  );
  const answers = await Promise.all(
    [people, people.toReversed(), people].map((all) => store(database.db, ring, all)),
  );
  expect(answers.flat().filter(isNew)).toHaveLength(300);
  expect(await stored()).toBe(300);
});

test('a change to the facts that somebody stores at the same moment is a collision for one of them', async () => {
  for (let round = 0; round < 5; round += 1) {
    const name = `Runde ${round}`;
    const facts = { ...erika, lastName: name };
    const id = await storeOne(database.db, ring, newRecord(north, { ...erika, lastName: `Alt ${round}` }));
    const change = {
      id,
      version: 1,
      facts,
      grants: [{ areaId: north, role: 'member' as const }],
      endsAt: null,
    };
    const [changed, inserted] = await Promise.all([
      inTrx((trx) => changeRecords(trx, ring, [change])),
      store(database.db, ring, [newRecord(north, facts)]),
    ]);
    const won = [('id' in (changed[0] as object)) as boolean, inserted.some(isNew)];
    expect({ round, won: won.filter(Boolean).length }).toEqual({ round, won: 1 });
  }
});

test('one form sent twice at the same moment stores one record and says so twice', async () => {
  const formKey = '3f0e2f56-93a4-4f0d-8a3e-0a6f5f0a6a02';
  const send = () => store(database.db, ring, [newRecord(north, erika, { formKey })]);
  const ids = (await Promise.all([send(), send(), send()])).flat().map(idOf);
  expect(new Set(ids).size).toBe(1);
});

test('unlocking and storing an equal record at the same moment leave one in use', async () => {
  const id = await storeOne(database.db, ring, newRecord(north, erika));
  await inTrx((trx) => lockRecords(trx, [id]));
  const results = await Promise.all([
    inTrx((trx) => unlockRecords(trx, ring, [id])),
    store(database.db, ring, [newRecord(north, erika)]),
  ]);
  const [{ unlocked }, inserted] = results;
  expect(unlocked.length + inserted.filter(isNew).length).toBe(1);
  expect(await stored()).toBe(1);
});

test('the database itself refuses a second equal record in use', async () => {
  const id = await storeOne(database.db, ring, newRecord(north, erika));
  const copy = sql`insert into criteria_record (set_id, lookup, origin) select set_id, lookup, 'manual' from criteria_record where id = ${id}`;
  const thrown: unknown = await copy.execute(database.db).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(isUniqueViolation(thrown, 'criteria_record_single')).toBe(true);
});

test('who changes the rules waits for whoever is storing, so that nothing is stored by rules that nobody follows', async () => {
  const boss = await administratorOf(database.db);
  const deps = { db: database.db, ring };
  await store(database.db, ring, [newRecord(north, { ...erika, lastName: 'Anfang' })]);
  expect(await requestComparisons(deps, boss, { lastName: 'tolerant' })).toBe('checking');
  const step = rulesSteps({ ...deps, clock: () => new Date() });
  while ((await readOpenChange(database.db))?.state === 'checking') await step();
  const change = await readOpenChange(database.db);
  let applied = false;
  let applying: Promise<unknown> = Promise.resolve();
  await inTrx(async (trx) => {
    const answers: readonly (Inserted | Changed)[] = await insertRecords(trx, ring, [
      newRecord(north, erika),
    ]);
    expect(answers).toHaveLength(1);
    applying = applyChange(deps, boss, change?.id ?? '', new Date()).then((done) => {
      applied = done === 'applying';
    });
    // It is at the lock by the time that the database says so.
    for (let waiting = 0; waiting === 0 && !applied; ) {
      const { rows } = await sql<{ count: number }>`select count(*) from pg_locks
        where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`.execute(
        trx,
      );
      waiting = rows[0]?.count ?? 0;
    }
    expect(applied).toBe(false);
  });
  await applying;
  expect(applied).toBe(true);
  expect(await store(database.db, ring, [newRecord(north, erika)])).toMatchObject([
    { collision: { state: 'open' } },
  ]);
  while (await step()) continue;
  expect(await store(database.db, ring, [newRecord(north, { ...erika, lastName: 'MÜLLER' })])).toMatchObject([
    { collision: {} },
  ]);
});

test('people whose accounts are ready wait for a file that holds their records, and neither ends the other', async () => {
  const facts = [1, 2].map((nth) => newRecord(north, { ...erika, employeeNumber: String(nth) }));
  const ids = (await store(database.db, ring, facts)).map(idOf).toSorted();
  const held = ids.map((id) => ({ id, registrationId: randomUUID() }));
  const now = new Date();
  await inTrx(async (trx) => {
    for (const { id, registrationId } of held)
      await claimRecord(trx, { id, version: 1 }, registrationId, now);
  });
  const { rows: people } = await sql<{
    id: string;
  }>`insert into member (first_name, last_name, username, origin)
    values ('Erika', 'Müller', 'erika.mueller', 'criteria') returning id`.execute(database.db);
  const memberId = people[0]?.id ?? '';
  const registrations = held.toReversed().map(({ registrationId }) => ({ id: registrationId, memberId }));
  let using: Promise<unknown[]> = Promise.resolve([]);
  const hold = (trx: Trx, id: string | undefined) =>
    sql`select from criteria_record where id = ${id} for update`.execute(trx);
  await inTrx(async (trx) => {
    await hold(trx, ids[0]);
    using = inTrx((other) => useRecords(other, registrations, now));
    await until('they wait', async () => (await lockWaits(database.db, '%redeeming%')) > 0);
    await hold(trx, ids[1]);
  });
  expect(await using).toHaveLength(2);
});
