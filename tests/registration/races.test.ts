import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type KyselyPlugin, sql } from 'kysely';
import { holdMember } from '../../sidecar/members/person.store.ts';
import { openDecide } from '../../sidecar/registration/decide.service.ts';
import { releaseHeld } from '../../sidecar/registration/held.service.ts';
import { atOnce } from '../support/at-once.ts';
import { patientDb } from '../support/database.ts';
import { lockWaits } from '../support/lock-waits.ts';
import { until } from '../support/processes.ts';
import { decisionHouse, type House, leaseSeconds } from './decision-house.ts';

let house: House;
/** Another process's connections. */
let other: House['db'];
beforeAll(async () => {
  house = await decisionHouse();
  other = patientDb(house.database.url, 10);
});
afterAll(async () => {
  await other.destroy();
  await house.close();
});

/** All at once, as far as the connections of two processes reach, each of which takes every other one. */
const decideAll = async (ids: readonly string[]): Promise<boolean[]> => {
  const decided = [house.db, other].map((db, process) => {
    const [decide, own] = [openDecide({ ...house.deps, db }), ids.filter((_, nth) => nth % 2 === process)];
    return atOnce(own.length, (nth) => decide(own[nth] ?? ''));
  });
  return (await Promise.all(decided)).flat();
};

async function counted(ids: readonly string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const id of ids) {
    const { state, outcome } = await house.row(id);
    const key = outcome ? `${state} ${outcome}` : state;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

test('50 registrations with one address at once: one account, the other records stay free, and each mail is sent', async () => {
  const email = `${randomUUID()}@web.example`;
  const records = await atOnce(50, () => house.record());
  const ids = await atOnce(50, (nth) => house.registration({ record: records[nth] ?? '' }, { email }));
  await decideAll(ids);
  expect(await counted(ids)).toEqual({ admitting: 1, 'refused failed': 49 });
  const people = await house.db.selectFrom('member').select('id').where('email', '=', email).execute();
  expect(people).toHaveLength(1);
  const states = await Promise.all(records.map(async (id) => (await house.recordRow(id)).state));
  expect(states.filter((state) => state === 'open')).toHaveLength(49);
  expect((await house.mails()).filter(({ to_address }) => to_address === email)).toHaveLength(49);
});

test('50 registrations at one record at once: one is let in', async () => {
  const record = await house.record();
  const ids = await atOnce(50, () => house.registration({ record }));
  await decideAll(ids);
  expect(await counted(ids)).toEqual({ admitting: 1, 'refused mismatch': 49 });
});

test('one registration, looked at by 20 at once, is decided once', async () => {
  const id = await house.registration({ record: await house.record() });
  const decided = await decideAll(Array.from({ length: 20 }, () => id));
  expect(decided.filter(Boolean)).toHaveLength(1);
  expect(await house.row(id)).toMatchObject({ state: 'admitting', attempt: 1 });
});

test('one number in 10 records at once: one account', async () => {
  const facts = { firstName: 'Uwe', lastName: 'Nummer', employeeNumber: randomUUID() };
  const ids = await atOnce(10, async () => house.registration({ record: await house.record(facts) }));
  await decideAll(ids);
  expect(await counted(ids)).toEqual({ admitting: 1, 'refused failed': 9 });
});

test('two managers let the same people through at once: each once', async () => {
  const ids = await atOnce(10, async () => house.registration({ record: await house.record(), hold: 'yes' }));
  await decideAll(ids);
  const release = (db: House['db']) =>
    db.transaction().execute((trx) => releaseHeld(trx, ids, { kind: 'system' }, house.now()));
  const released = (await Promise.all([release(house.db), release(other)])).flat();
  expect([...released].sort()).toEqual([...ids].sort());
  await Promise.all([decideAll(ids), decideAll(ids)]);
  expect(await counted(ids)).toEqual({ admitting: 10 });
});

test('somebody registers by a record while a manager uses it up for their request: neither waits for the other', async () => {
  const owner = await house.employee(`${randomUUID()}@web.example`);
  const record = await house.record();
  const id = await house.registration({ record }, { account_member_id: owner });
  let decided: Promise<boolean> | undefined;
  await other.transaction().execute(async (trx) => {
    await holdMember(trx, owner);
    decided = house.decide(id);
    await until('the decision to wait for the person', async () => (await lockWaits(other)) > 0);
    await sql`update criteria_record set state = 'used' where id = ${record}`.execute(trx);
  });
  expect(await decided).toBe(true);
  expect(await house.row(id)).toMatchObject({ state: 'refused', outcome: 'mismatch' });
});

/** Dies before its `nth` statement. */
function dyingBefore(nth: number): { db: House['db']; died(): boolean } {
  let left = nth;
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { db: house.db.withPlugin(plugin), died: () => left < 0 };
}

test.each(['new', 'link', 'known', 'account'] as const)(
  'killed before any statement of a decision (%s): the next one ends it, and nothing is there twice',
  async (kind) => {
    for (let nth = 0, died = true; died; nth += 1) {
      const email = `${randomUUID()}@web.example`;
      const owner = kind === 'new' || kind === 'link' ? undefined : await house.employee(email);
      const record = await house.record();
      const way = kind === 'link' ? ('link' as const) : ('criteria' as const);
      const more = kind === 'account' && owner ? { account_member_id: owner } : { email, way };
      const id = await house.registration({ record }, more);
      const dying = dyingBefore(nth);
      await openDecide({ ...house.deps, db: dying.db })(id).catch(() => undefined);
      died = dying.died();
      if (died) expect(await house.row(id)).toMatchObject({ state: 'deciding' });
      if (died) expect(await house.recordRow(record)).toMatchObject({ state: 'open' });
      house.advance(leaseSeconds);
      await house.decide(id);
      const expected = kind === 'known' ? { state: 'refused' } : { state: 'admitting' };
      expect(await house.row(id)).toMatchObject(expected);
      const people = await house.db.selectFrom('member').select('id').where('email', '=', email).execute();
      expect(people).toHaveLength(1);
      const mails = (await house.mails()).filter(({ subject_id }) => subject_id === id);
      expect(mails).toHaveLength(kind === 'known' ? 1 : 0);
    }
  },
);

test('killed before any statement of the confirmation: the account’s next confirmation makes it ready', async () => {
  for (let nth = 0, died = true; died; nth += 1) {
    const record = await house.record();
    const id = await house.registration({ record });
    await house.decide(id);
    const { member_id } = await house.row(id);
    const dying = dyingBefore(nth);
    const memberIds = [member_id ?? ''];
    await house.db.updateTable('member').set({ sync_state: 'done' }).where('id', '=', member_id).execute();
    const settle = (db: House['db']) =>
      db.transaction().execute((trx) => house.waiting.settled(trx, memberIds, house.now()));
    await settle(dying.db).catch(() => undefined);
    died = dying.died();
    if (died) expect(await house.recordRow(record)).toMatchObject({ state: 'redeeming' });
    await settle(house.db);
    expect(await house.row(id)).toMatchObject({ state: 'ready' });
    expect(await house.recordRow(record)).toMatchObject({ state: 'used', member_id });
    const audit = await house.db.selectFrom('audit').select('id').where('subject_id', '=', id).execute();
    expect(audit).toHaveLength(1);
  }
});
