import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import { noticeMessages } from '../../sidecar/criteria/notice.message.ts';
import type { ClaimedMessage } from '../../sidecar/mail/message.store.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { id, insertAreas, insertMember, network, north, south } from '../members/import-fixtures.ts';
import { atOnce } from '../support/at-once.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { decideAt, strategyOf } from './guessing.ts';
import { newRecord, ringOf, store, storeOne } from './records.ts';

const ring = ringOf(1);
const strategy = strategyOf(ring);
const now = new Date('2026-03-10T08:20:00Z');
const erika: Facts = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '00471' };
const wrong = (): Facts => ({ ...erika, employeeNumber: randomBytes(6).toString('hex') });
const origin = 'http://localhost:3000';
let database: TestDatabase;
let erikas: string;

const person = (number: number, name: string) => ({
  id: id(number),
  firstName: name,
  lastName: 'Muster',
  username: name.toLowerCase(),
  email: `${name.toLowerCase()}@muster.example`,
});

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  await insertAreas(db);
  await insertMember(db, person(1, 'Netz'), [{ areaId: network.id, role: 'network_manager' }]);
  await insertMember(db, person(2, 'Nord'), [{ areaId: north.id, role: 'newsroom_manager' }]);
  await insertMember(db, person(3, 'Redaktion'), [{ areaId: north.id, role: 'editor' }]);
  await insertMember(db, person(4, 'Erika'), [{ areaId: north.id, role: 'member' }]);
});
afterAll(() => database.close());
beforeEach(async () => {
  await sql`delete from criteria_record`.execute(database.db);
  await sql`delete from guess_budget`.execute(database.db);
  await sql`delete from message`.execute(database.db);
  erikas = await storeOne(database.db, ring, newRecord(north.id, erika));
});

const messages = () =>
  database.db
    .selectFrom('message')
    .select(['id', 'kind', 'member_id', 'to_address', 'subject_id'])
    .orderBy('kind')
    .execute();
/** What would be sent now, by recipient. */
async function contents(at = now): Promise<Record<string, unknown>> {
  const claimed = (await messages()).map((row) => ({
    id: row.id,
    kind: row.kind,
    memberId: row.member_id,
    subjectId: row.subject_id,
    toAddress: row.to_address,
  })) as ClaimedMessage[];
  const found: Record<string, unknown> = {};
  for (const kind of noticeMessages({ origin, clock: () => at })) {
    const own = claimed.filter((message) => message.kind === kind.name);
    const loaded = await kind.load(database.db, own);
    for (const { id: messageId, toAddress } of own)
      if (loaded.has(messageId)) found[`${kind.name} ${toAddress}`] = loaded.get(messageId);
  }
  return found;
}

test('managers nearest to the area are warned once at half of its budget and once when it is spent, whatever comes at once', async () => {
  const people = Array.from({ length: 60 }, (_, nth) => ({ ...erika, firstName: `Erika ${nth}` }));
  await store(
    database.db,
    ring,
    people.map((facts) => newRecord(north.id, facts)),
  );
  const decide = decideAt(database.db, strategy, now);
  await atOnce(60, (nth) => decide({ ...people[nth], employeeNumber: randomUUID() }));
  const alarms = await messages();
  expect(alarms.map(({ to_address: to }) => to)).toEqual(['nord@muster.example', 'nord@muster.example']);
  await decideAt(database.db, strategy, addSeconds(now, 3600))(wrong());
  expect(await messages()).toHaveLength(2);
  const spent = await sql<{ area_id: string }>`select area_id from audit where act = 'guesses.spent'`.execute(
    database.db,
  );
  expect(spent.rows).toEqual([{ area_id: north.id }]);
  expect(await contents()).toMatchObject({
    'registrationAlarm nord@muster.example': {
      data: { firstName: 'Nord', area: 'Werk Nord', count: 20 },
      link: `${origin}/admin/registrations/held`,
    },
  });
  await sql`update "grant" set role = 'member' where member_id = ${id(2)}`.execute(database.db);
  expect(await contents()).toEqual({});
  await sql`update "grant" set role = 'newsroom_manager' where member_id = ${id(2)}`.execute(database.db);
});

test('a record tried again is told to its owner and managers once a day, and never what was typed', async () => {
  const registrationId = randomUUID();
  const decide = decideAt(database.db, strategy, now);
  await decide(erika, { registrationId });
  const confirm = [{ id: registrationId, memberId: id(4) }];
  await database.db.transaction().execute((trx) => strategy.confirm(trx, confirm, now));
  await atOnce(20, () => decide(erika));
  const expected = {
    'recordUsedAgain erika@muster.example': {
      areaId: north.id,
      data: { firstName: 'Erika', attemptedAt: now },
    },
    'usedRecordTried nord@muster.example': {
      data: { area: 'Werk Nord', attemptedAt: now },
      link: `${origin}/admin/registrations/${erikas}`,
    },
  };
  expect(await contents()).toMatchObject(expected);
  const told = (await messages()).filter(({ kind }) => kind !== 'registrationAlarm');
  expect(told).toHaveLength(2);
  await decideAt(database.db, strategy, addSeconds(now, 24 * 3600))(erika);
  expect((await messages()).filter(({ kind }) => kind !== 'registrationAlarm')).toHaveLength(4);
  const { rows } =
    await sql`select from audit where act = 'criteria.triedAgain' and subject_id = ${erikas}`.execute(
      database.db,
    );
  expect(rows).toHaveLength(21);
  await sql`update member set email = 'neu@muster.example' where id = ${id(4)}`.execute(database.db);
  expect(Object.keys(await contents())).not.toContain('recordUsedAgain erika@muster.example');
});

test('whoever came in by a record and tries it again, signed in, alarms nobody and costs nothing', async () => {
  const registrationId = randomUUID();
  const decide = decideAt(database.db, strategy, now);
  await decide(erika, { registrationId });
  const confirm = [{ id: registrationId, memberId: id(4) }];
  await database.db.transaction().execute((trx) => strategy.confirm(trx, confirm, now));
  const own = { email: null, memberId: id(4) };
  expect(await decide(erika, own)).toEqual({ kind: 'refuse', reason: 'used' });
  expect(await messages()).toEqual([]);
  expect(await database.db.selectFrom('guess_budget').select('spent').execute()).toEqual([]);
  await decide(erika, { email: null, memberId: id(3) });
  expect((await messages()).map(({ kind }) => kind)).toEqual(['recordUsedAgain', 'usedRecordTried']);
});

test('an area that nobody manages is the concern of those above it', async () => {
  await store(database.db, ring, [newRecord(south.id, { ...erika, firstName: 'Süd' })]);
  await sql`insert into guess_budget (area_id, month, budget, spent, counted_at)
    values (${south.id}, '2026-03-01', 20, 9, ${now})`.execute(database.db);
  await decideAt(database.db, strategy, now)({ ...wrong(), firstName: 'Süd' });
  expect((await messages()).map(({ to_address: to }) => to)).toEqual(['netz@muster.example']);
});
