import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDecide } from '../../sidecar/registration/decide.service.ts';
import { patientDb } from '../support/database.ts';
import { decisionHouse, type House } from './decision-house.ts';

let house: House;
/** Two processes' connections. */
let processes: House['db'][];
beforeAll(async () => {
  house = await decisionHouse();
  processes = [patientDb(house.database.url, 10), patientDb(house.database.url, 10)];
});
afterAll(async () => {
  for (const db of processes) await db.destroy();
  await house.close();
});

type More = Parameters<House['registration']>[1];
/** Somebody with a link: the house's evidence is one stored record, whatever the way is called. */
const byLink = (record: string, more: More = {}) => house.registration({ record }, { way: 'link', ...more });
const times = <T>(count: number, make: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, make));

/** All at once, every other one in another process; both are told of some. */
async function decideAll(ids: readonly string[]): Promise<void> {
  const deciding = processes.map((db) => openDecide({ ...house.deps, db }));
  await Promise.all(ids.map(async (id, nth) => deciding[nth % 2]?.(id)));
  await Promise.all(ids.map(async (id, nth) => deciding[nth % 3 === 0 ? 0 : 1]?.(id)));
}
const endOf = async (id: string): Promise<string> => {
  const { state, outcome } = await house.row(id);
  return outcome ? `${state} ${outcome}` : state;
};
const endsOf = async (ids: readonly string[]) => (await Promise.all(ids.map(endOf))).sort();

test('people of links who come at once are decided together, and each as if alone', async () => {
  const namesakes = await times(12, async () => byLink(await house.record()));
  const shared = await house.record();
  const sharing = await times(8, () => byLink(shared));
  const email = `${randomUUID()}@web.example`;
  const oneAddress = await times(6, async () => byLink(await house.record(), { email }));
  const owned = `${randomUUID()}@web.example`;
  const owner = await house.employee(owned);
  const spared = await house.record();
  const known = await byLink(spared, { email: owned.toUpperCase() });
  const foreign = await house.registration({ record: await house.record() });

  await decideAll([...namesakes, ...sharing, ...oneAddress, known, foreign]);

  expect(await endsOf(namesakes)).toEqual(Array(12).fill('admitting'));
  expect(await endsOf(sharing)).toEqual(['admitting', ...Array(7).fill('refused mismatch')]);
  expect(await endsOf(oneAddress)).toEqual(['admitting', ...Array(5).fill('refused failed')]);
  expect(await house.row(known)).toMatchObject({ outcome: 'failed', known_member_id: owner });
  expect(await house.recordRow(spared)).toMatchObject({ state: 'open' });
  expect(await endOf(foreign)).toBe('admitting');

  const letIn = await house.db
    .selectFrom('registration as r')
    .innerJoin('member as m', 'm.id', 'r.member_id')
    .select([
      'm.id',
      'm.username',
      'm.email',
      'm.state',
      'r.email as kept',
      'r.values as typed',
      'r.record_id',
    ])
    .where('r.state', '=', 'admitting')
    .execute();
  expect(letIn).toHaveLength(15);
  expect(new Set(letIn.map(({ username }) => username)).size).toBe(15);
  for (const one of letIn) {
    expect(one).toMatchObject({ state: 'registered', kept: null, typed: null });
    expect((await house.recordRow(one.record_id ?? '')).state).toBe('redeeming');
    expect(await house.grants(one.id)).toHaveLength(1);
  }
  const acts = await house.db
    .selectFrom('audit')
    .select(['member_id', 'act'])
    .where(
      'member_id',
      'in',
      letIn.map(({ id }) => id),
    )
    .execute();
  expect(acts).toHaveLength(30);
});

test('one whose link somebody holds does not keep the others waiting, and is decided in the end', async () => {
  const busy = await house.record();
  const stuck = await byLink(busy);
  const others = await times(5, async () => byLink(await house.record()));
  const decide = openDecide(house.deps);
  const held = processes[0]?.transaction().execute(async (trx) => {
    await trx.selectFrom('criteria_record').select('id').where('id', '=', busy).forUpdate().execute();
    const waiting = decide(stuck);
    // the lock stays until everybody else is through
    await Promise.all(others.map(decide));
    expect(await endsOf(others)).toEqual(Array(5).fill('admitting'));
    expect(await endOf(stuck)).toBe('deciding');
    return { waiting };
  });
  expect(await (await held)?.waiting).toBe(true);
  expect(await endOf(stuck)).toBe('admitting');
  // less than PostgreSQL would let them wait
});
