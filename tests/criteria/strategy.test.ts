import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { allSpent } from '../../sidecar/criteria/budget.store.ts';
import { lockRecords } from '../../sidecar/criteria/record-change.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Trx } from '../../sidecar/platform/db.ts';
import { insertAreas, network, north, south } from '../members/import-fixtures.ts';
import { atOnce } from '../support/at-once.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { decideAt, seen, strategyOf } from './guessing.ts';
import { idOf, newRecord, ringOf, store } from './records.ts';

const ring = ringOf(1);
const strategy = strategyOf(ring);
const now = new Date('2026-03-10T08:20:00Z');
const erika: Facts = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '00471' };
const bernd: Facts = { firstName: 'Bernd', lastName: 'Groß', employeeNumber: '00815' };
const nobody: Facts = { firstName: 'Nie', lastName: 'Mand', employeeNumber: '1' };
const wrong = (facts: Facts): Facts => ({ ...facts, employeeNumber: randomBytes(6).toString('hex') });
let database: TestDatabase;
let erikas: string;
let decide: ReturnType<typeof decideAt>;

beforeAll(async () => {
  database = await testDatabase();
  await insertAreas(database.db);
  decide = decideAt(database.db, strategy, now);
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`delete from criteria_record`.execute(database.db);
  await sql`delete from guess_budget`.execute(database.db);
  await sql`delete from near_miss`.execute(database.db);
  const records = [newRecord(north.id, erika), newRecord(south.id, bernd)];
  erikas = idOf((await store(database.db, ring, records))[0]);
});

const inTrx = <T>(work: (trx: Trx) => Promise<T>) => database.db.transaction().execute(work);
const row = (id: string) =>
  database.db.selectFrom('criteria_record').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const misses = async () =>
  (await database.db.selectFrom('near_miss').select('misses').orderBy('misses').execute()).map(
    (one) => one.misses,
  );
const spentIn = async (areaId: string) =>
  (
    await database.db
      .selectFrom('guess_budget')
      .select('spent')
      .where('area_id', '=', areaId)
      .executeTakeFirst()
  )?.spent ?? 0;
/** Spends what an area has on people of whom nobody is slowed by it. */
const spendAll = async (areaId: string) => {
  await sql`insert into guess_budget (area_id, month, budget, spent, counted_at) values (${areaId}, '2026-03-01', 20, 20, ${now})
    on conflict (area_id, month) do update set spent = 20`.execute(database.db);
};

test('true facts claim the record and give what it grants, in the words of the record', async () => {
  const registrationId = randomUUID();
  const admitted = await decide({ ...erika, firstName: ' Erika' }, { registrationId });
  const grants = [{ areaId: north.id, role: 'member' }];
  expect(admitted).toEqual({ kind: 'admit', grants, origin: 'criteria', recordId: erikas, names: erika });
  expect(await row(erikas)).toMatchObject({ state: 'redeeming', registration_id: registrationId });
});

test('confirmed it is used and its facts are gone; released it is open; each only for its own registration', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  await decide(erika, { registrationId: first });
  await inTrx((trx) => strategy.release(trx, [second], now));
  expect((await row(erikas)).state).toBe('redeeming');
  await inTrx((trx) => strategy.release(trx, [first], now));
  expect((await row(erikas)).state).toBe('open');
  expect((await decide(erika, { registrationId: second })).kind).toBe('admit');
  expect((await decide(bernd)).kind).toBe('admit');
  const memberId = await anyMember();
  await inTrx((trx) =>
    strategy.confirm(
      trx,
      [
        { id: first, memberId },
        { id: second, memberId },
      ],
      now,
    ),
  );
  await inTrx((trx) => strategy.confirm(trx, [{ id: second, memberId }], now));
  await inTrx((trx) => strategy.release(trx, [second], now));
  const used = { state: 'used', member_id: memberId, registration_id: second, used_at: now };
  expect(await row(erikas)).toMatchObject({ ...used, values: null, search: '' });
  const others = await database.db
    .selectFrom('criteria_record')
    .select('state')
    .where('id', '<>', erikas)
    .execute();
  expect(others).toEqual([{ state: 'redeeming' }]);
  const audited = await database.db
    .selectFrom('audit')
    .selectAll()
    .where('act', '=', 'criteria.redeemed')
    .execute();
  expect(audited).toMatchObject([{ member_id: memberId }]);
});

test('a network that keeps facts keeps them after use', async () => {
  await database.db.updateTable('network_setting').set({ keep_criteria: true }).execute();
  const registrationId = randomUUID();
  await decide(erika, { registrationId });
  await inTrx(async (trx) =>
    strategy.confirm(trx, [{ id: registrationId, memberId: await anyMember() }], now),
  );
  await database.db.updateTable('network_setting').set({ keep_criteria: null }).execute();
  expect((await row(erikas)).values).toEqual(erika);
});

test('20 records with ten people each at once: each lets in one, nobody is paid for', async () => {
  const people = Array.from({ length: 20 }, (_, nth) => ({ ...erika, firstName: `Erika ${nth}` }));
  await store(
    database.db,
    ring,
    people.map((facts) => newRecord(north.id, facts)),
  );
  const decided = await atOnce(200, (nth) => decide(people[Math.floor(nth / 10)] as Facts));
  expect(decided.filter(({ kind }) => kind === 'admit')).toHaveLength(20);
  expect(decided.filter((one) => one.kind === 'refuse' && one.reason === 'used')).toHaveLength(180);
  expect(await spentIn(north.id)).toBe(0);
});

test('500 parallel misses that name people: what the budget has is answered, all others wait, as do true facts', async () => {
  const people = Array.from({ length: 100 }, (_, nth) => ({ ...erika, firstName: `Erika ${nth}` }));
  await store(
    database.db,
    ring,
    people.map((facts) => newRecord(north.id, facts)),
  );
  const tried = await atOnce(500, (nth) => decide(wrong(people[nth % 100] as Facts)));
  const answers = tried.map(seen);
  expect([
    answers.filter((one) => one === 'refuse').length,
    answers.filter((one) => one === 'held').length,
  ]).toEqual([20, 480]);
  expect(await decide(erika)).toEqual({ kind: 'hold', recordId: erikas, areaIds: [north.id], until: null });
  expect((await decide(bernd)).kind).toBe('admit');
  expect((await decide(erika, { released: true })).kind).toBe('admit');
});

test('while any budget is spent a miss says the same whether it names somebody there, elsewhere or nobody', async () => {
  await spendAll(south.id);
  const answers = [await decide(wrong(erika)), await decide(wrong(bernd)), await decide(nobody)];
  expect(answers.map(seen)).toEqual(['held', 'held', 'held']);
  expect(answers.map((one) => one.kind === 'hold' && [one.recordId, one.areaIds])).toEqual([
    [null, [north.id]],
    [null, [south.id]],
    [null, [south.id]],
  ]);
  expect(await spentIn(north.id)).toBe(1);
  expect((await decide(erika)).kind).toBe('admit');
});

test('five misses an hour slow what was typed: hit and miss wait alike a quarter of an hour, then it lets in by itself', async () => {
  for (let nth = 0; nth < 5; nth++) expect(seen(await decide(wrong(erika)))).toBe('refuse');
  const until = addSeconds(now, 900);
  expect(await decide(erika)).toEqual({ kind: 'hold', recordId: erikas, areaIds: [north.id], until });
  expect(seen(await decide(wrong(erika)))).toBe(`held until ${until.toISOString()}`);
  expect((await misses()).at(-1)).toBe(5);
  expect(seen(await decide(nobody))).toBe('refuse');
  expect(seen(await decide(wrong(erika), { released: true }))).toBe('refuse');
  expect(seen(await decideAt(database.db, strategy, until)(erika))).toBe('admit');
});

test('the sixth try says the same of somebody who is stored, who was let in, and of nobody', async () => {
  await sql`update criteria_record set state = 'used', used_at = ${now} where values ->> 'lastName' = 'Groß'`.execute(
    database.db,
  );
  const answers = [];
  for (const facts of [erika, bernd, nobody]) {
    for (let nth = 0; nth < 5; nth++) expect(seen(await decide(wrong(facts)))).toBe('refuse');
    answers.push(seen(await decide(wrong(facts))), seen(await decide(facts)));
  }
  expect(new Set(answers)).toEqual(new Set([`held until ${addSeconds(now, 900).toISOString()}`]));
});

test('misses of more than an hour do not add up', async () => {
  for (let nth = 0; nth < 8; nth++)
    await decideAt(database.db, strategy, addSeconds(now, nth * 1000))(wrong(erika));
  expect(seen(await decide(erika))).toBe('admit');
});

test('used, ambiguous and locked records answer as a mismatch and cost one; nobody named costs nothing', async () => {
  await sql`update criteria_record set state = 'used', used_at = ${now} where id = ${erikas}`.execute(
    database.db,
  );
  expect(await decide(erika)).toEqual({ kind: 'refuse', reason: 'used' });
  expect(await spentIn(north.id)).toBe(1);
  const carla = { firstName: 'Carla', employeeNumber: '7', lastName: 'Roth' };
  const carlas = [
    { firstName: 'Carla', employeeNumber: '7' },
    { employeeNumber: '7', lastName: 'Roth' },
  ];
  await store(
    database.db,
    ring,
    carlas.map((facts) => newRecord(south.id, facts)),
  );
  expect(await decide(carla)).toEqual({ kind: 'refuse', reason: 'ambiguous' });
  expect(await spentIn(south.id)).toBe(1);
  const ids = (
    await database.db.selectFrom('criteria_record').select('id').where('state', '=', 'open').execute()
  ).map(({ id }) => id);
  await inTrx((trx) => lockRecords(trx, ids));
  expect(await decide(bernd)).toEqual({ kind: 'refuse', reason: 'mismatch' });
  expect(await spentIn(south.id)).toBe(2);
  expect(await decide(nobody)).toEqual({ kind: 'refuse', reason: 'mismatch' });
  expect(await database.db.selectFrom('guess_budget').select('spent').execute()).toHaveLength(2);
});

test('records stored by the name alone: misses name nobody and cost the network, whose spent budget lets only such people wait', async () => {
  const petra: Facts = { firstName: 'Petra', lastName: 'Bär' };
  await store(database.db, ring, [newRecord(south.id, petra)]);
  const answers = await atOnce(60, (nth) => decide({ firstName: 'Petra', lastName: `Bär ${nth}` }));
  expect(answers.filter(({ kind }) => kind === 'refuse')).toHaveLength(20);
  expect(await allSpent(database.db, now)).toEqual([network.id]);
  expect([seen(await decide(petra)), seen(await decide(erika))]).toEqual(['held', 'admit']);
});

test('too many tries of one mailbox are not compared: true facts neither claim nor spend', async () => {
  const email = 'one@example.com';
  for (let nth = 0; nth < 5; nth++) await decide(nobody, { email });
  expect(await decide(erika, { email })).toEqual({ kind: 'refuse', reason: 'tooMany' });
  expect(await decide(wrong(bernd), { email })).toEqual({ kind: 'refuse', reason: 'tooMany' });
  expect([(await row(erikas)).state, await spentIn(south.id)]).toEqual(['open', 0]);
});

let member: string | undefined;
async function anyMember(): Promise<string> {
  member ??= (
    await sql<{ id: string }>`insert into member (first_name, last_name, username, locale, origin)
      values ('Erika', 'Müller', 'erika', 'de', 'criteria') returning id`.execute(database.db)
  ).rows[0]?.id;
  return member ?? '';
}
