import { randomBytes, randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { Facts } from '../../sidecar/areas/field.ts';
import type { AdminScope } from '../../sidecar/areas/scope.ts';
import { readBudgets } from '../../sidecar/criteria/budget.store.ts';
import type { Context } from '../../sidecar/platform/http/route.ts';
import { openViews } from '../../sidecar/platform/views.ts';
import { recordViewer } from '../../sidecar/criteria/record-scope.rules.ts';
import { openDecide } from '../../sidecar/registration/decide.service.ts';
import { endHeld, releaseHeld } from '../../sidecar/registration/held.service.ts';
import { readHeld } from '../../sidecar/registration/review.read-model.ts';
import { reviewRoutes } from '../../sidecar/registration/review.routes.ts';
import { approveHeld, raiseBudget } from '../../sidecar/registration/review.service.ts';
import { strategyOf } from '../criteria/guessing.ts';
import { newRecord, ringOf, store } from '../criteria/records.ts';
import { networkManager, north, northManager, south, texts } from '../members/import-fixtures.ts';
import { decisionHouse, type House } from './decision-house.ts';

const ring = ringOf(1);
const erika: Facts = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '00471' };
const bernd: Facts = { firstName: 'Bernd', lastName: 'Groß', employeeNumber: '00815' };
const anna: Facts = { firstName: 'Anna', lastName: 'Neu', employeeNumber: '3' };
const both: Facts = { firstName: 'Beide', lastName: 'Werke', employeeNumber: '2' };
const wrong = (facts: Facts): Facts => ({ ...facts, employeeNumber: randomBytes(6).toString('hex') });
const sidecar = fileURLToPath(new URL('../../sidecar', import.meta.url));
let house: House;

beforeAll(async () => {
  house = await decisionHouse();
  const strategy = strategyOf(ring);
  house.deps.strategies = { criteria: strategy, link: strategy, open: strategy };
  for (const { actor } of [networkManager, northManager])
    await sql`insert into member (id, first_name, last_name, username, locale, origin)
      values (${actor.memberId}, 'Ada', 'Min', ${randomUUID()}, 'de', 'manual')`.execute(house.db);
});
afterAll(() => house.close());
beforeEach(async () => {
  for (const table of ['registration', 'criteria_record', 'guess_budget'])
    await sql`delete from ${sql.table(table)}`.execute(house.db);
  const twice = { grants: [north, south].map(({ id: areaId }) => ({ areaId, role: 'member' as const })) };
  const records = [
    newRecord(north.id, anna),
    newRecord(north.id, erika),
    newRecord(south.id, bernd),
    newRecord(north.id, both, twice),
  ];
  await store(house.db, ring, records);
  for (const { id } of [north, south])
    await sql`insert into guess_budget (area_id, month, budget, spent, counted_at)
      values (${id}, date_trunc('month', ${house.now()}::timestamptz at time zone 'UTC')::date, 20, 20, ${house.now()})`.execute(
      house.db,
    );
});

const decided = async (facts: Facts): Promise<string> => {
  const id = await house.registration(facts as Record<string, string>);
  await openDecide(house.deps)(id);
  return id;
};
const stateOf = async (id: string) => (await house.row(id)).state;
const nudged: string[] = [];
const deps = () => ({
  db: house.db,
  clock: house.now,
  nudge: async (ids: readonly string[]) => void nudged.push(...ids),
});
const heldFor = async (scope: AdminScope) => {
  const held = await readHeld(house.db, recordViewer(scope));
  return Object.fromEntries(held.map(({ areaId, matches, misses }) => [areaId, [matches, misses]]));
};

test('who waits is counted where a manager may act on all that the record gives; of misses there is only the number', async () => {
  for (const facts of [erika, bernd, both, wrong(erika), wrong(bernd), wrong(both)])
    expect(await stateOf(await decided(facts))).toBe('held');
  expect(await heldFor(networkManager)).toEqual({ [north.id]: [2, 2], [south.id]: [2, 2] });
  expect(await heldFor(northManager)).toEqual({ [north.id]: [1, 2] });
});

test('the page names the records of those who wait, says how far the budget is spent, and never shows what strangers typed', async () => {
  const typed = wrong(erika);
  for (const facts of [anna, typed]) await decided(facts);
  const [page] = reviewRoutes(deps());
  const reply = await page?.handler({
    ...northManager,
    t: texts.translate('de'),
    locale: 'de',
    query: { count: 0 },
  } as unknown as Context<AdminScope, never, never>);
  if (!reply || !('view' in reply)) throw new Error('no page');
  const html = openViews(sidecar, texts)(reply.view, reply.data, 'de');
  for (const words of ['Neu, Anna', 'Werk Nord', '20 von 20', '1 Person mit richtigen Angaben wartet'])
    expect(html).toContain(words);
  expect(html).toContain('1 Registrierung, deren Angaben nicht stimmen');
  for (const strange of [typed['employeeNumber'] ?? '', 'privat.example', 'Werk Süd'])
    expect(html).not.toContain(strange);
});

test('one press lets in those who were shown, by an invitation; misses and later ones wait on', async () => {
  const [first, foreign, shared, miss] = [
    await decided(erika),
    await decided(bernd),
    await decided(both),
    await decided(wrong(erika)),
  ];
  const shownAt = house.now();
  // In the next month nothing would be spent.
  house.advance(0.001);
  const later = await decided(erika);
  nudged.length = 0;
  expect(await approveHeld(deps(), northManager, north.id, shownAt)).toBe(1);
  expect(nudged).toEqual([first]);
  expect(await approveHeld(deps(), northManager, north.id, shownAt)).toBe(0);
  for (const id of [first, foreign, shared, miss, later]) await openDecide(house.deps)(id);
  expect(await Promise.all([first, foreign, shared, miss, later].map(stateOf))).toEqual([
    'admitting',
    ...Array.from({ length: 4 }, () => 'held'),
  ]);
  const acts = await sql<{ act: string }>`select act from audit where act = 'registration.released'`.execute(
    house.db,
  );
  expect(acts.rows).toHaveLength(1);
});

test('more may wait than a statement takes parameters', async () => {
  const held = await decided(erika);
  const others = Array.from({ length: 70_000 }, () => randomUUID());
  const released = await house.db
    .transaction()
    .execute((trx) => releaseHeld(trx, [...others, held], { kind: 'system' }, house.now()));
  expect(released).toEqual([held]);
});

test('two managers who press at once let nobody in twice', async () => {
  for (let nth = 0; nth < 3; nth++) await decided(erika);
  const pressed = await Promise.all(
    [networkManager, northManager, networkManager].map((scope) =>
      approveHeld(deps(), scope, north.id, house.now()),
    ),
  );
  expect(pressed.toSorted()).toEqual([0, 0, 3]);
});

test('foreign, unknown and malformed areas answer alike, and nothing happens', async () => {
  await decided(bernd);
  for (const area of [south.id, randomUUID(), 'x', undefined]) {
    await expect(approveHeld(deps(), northManager, area, house.now())).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(raiseBudget(deps(), northManager, area, 20)).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await heldFor(networkManager)).toMatchObject({ [south.id]: [1, 0] });
});

test('a form that is sent twice raises once; from then on true facts let in at once', async () => {
  const pressed = await Promise.all([1, 2, 3].map(() => raiseBudget(deps(), northManager, north.id, 20)));
  expect(pressed.filter(Boolean)).toHaveLength(1);
  const budget = (await readBudgets(house.db, [north.id], house.now())).get(north.id);
  expect(budget).toMatchObject({ spent: 20, raised: 20 });
  expect(await stateOf(await decided(anna))).toBe('admitting');
  const acts = await sql<{ area_id: string }>`select area_id from audit where act = 'guesses.raised'`.execute(
    house.db,
  );
  expect(acts.rows).toEqual([{ area_id: north.id }]);
});

test('misses are forgotten after two weeks, with what was typed; right facts wait longer', async () => {
  const [match, miss] = [await decided(erika), await decided(wrong(erika))];
  const { email } = await house.row(miss);
  const told = async () => (await house.mails()).filter(({ kind }) => kind === 'registrationRefused');
  house.advance(14 * 24 * 3600);
  expect(await endHeld(house.deps, house.now(), 10)).toBe(0);
  house.advance(1);
  expect(await endHeld(house.deps, house.now(), 10)).toBe(1);
  expect(await house.row(miss)).toMatchObject({ state: 'expired', values: null, email: null });
  expect(await told()).toEqual([{ kind: 'registrationRefused', to_address: email, subject_id: miss }]);
  expect(await stateOf(match)).toBe('held');
  house.advance(47 * 24 * 3600);
  expect(await endHeld(house.deps, house.now(), 10)).toBe(1);
  expect((await told()).map(({ subject_id }) => subject_id)).toEqual([miss, match]);
});
