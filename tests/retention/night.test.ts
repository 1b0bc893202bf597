import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import type { Db } from '../../sidecar/platform/db.ts';
import type { Forgetting, Step } from '../../sidecar/platform/forgetting.ts';
import { type RetentionKey, retentionKeys } from '../../sidecar/retention/kinds.rules.ts';
import { lastNights } from '../../sidecar/retention/night.read-model.ts';
import { nextNight, nightAfter, nightBegan, nightOf } from '../../sidecar/retention/night.rules.ts';
import { forgetTonight } from '../../sidecar/retention/retention.timers.ts';
import { countDue, type Forgettings, type RunDeps, runNight } from '../../sidecar/retention/run.service.ts';
import { claimNight } from '../../sidecar/retention/run.store.ts';
import { saveSetting } from '../../sidecar/retention/setting.store.ts';
import { endedBulkActs } from '../../sidecar/members/forget.store.ts';
import { id, insertAreas, insertMember, north } from '../members/import-fixtures.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { daysAgo, now, rowsOf } from './rows.ts';

let opened: TestDatabase;
let db: Db;
let at = now;
const tonight = nightOf(now, 3);
beforeEach(async () => {
  opened = await testDatabase();
  db = opened.db;
  at = now;
  await insertAreas(db);
  await insertMember(db, { id: id(700), firstName: 'Mia', lastName: 'Muster', username: 'mia' });
});
afterEach(() => opened.close());

const nothing: Forgetting = {
  due: async () => 0,
  forget: async () => ({ forgotten: 0, more: false }),
};
/** Nothing to forget but by these. */
function deps(own: Partial<Forgettings>, more: Partial<RunDeps> = {}): RunDeps & { hour: number } {
  const forgettings = Object.fromEntries(
    retentionKeys.map((key) => [key, own[key] ?? nothing]),
  ) as Forgettings;
  const log = pino({ level: 'silent' });
  return { db, clock: () => at, log, leaseSeconds: 120, hour: 3, forgettings, ...more };
}
/** Answers one step after the other, then that there is no more. */
function steps(...answers: (Step | Error | (() => Promise<Step>))[]): Forgetting & { calls(): number } {
  let calls = 0;
  return {
    ...nothing,
    calls: () => calls,
    async forget() {
      const answer = answers[calls++];
      if (answer instanceof Error) throw answer;
      return typeof answer === 'function' ? answer() : (answer ?? { forgotten: 0, more: false });
    },
  };
}
const some = { forgotten: 10, more: true };
const told = async () =>
  (await lastNights(db, 30)).map(({ counts, failed, finishedAt }) => ({
    counts: only(counts),
    failed,
    done: finishedAt !== null,
  }));
const only = (counts: Partial<Record<RetentionKey, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

test('a night begins at its hour in the network’s time zone, and belongs to the day on which it began', () => {
  expect(nightOf(new Date(2026, 4, 31, 3), 3)).toBe('2026-05-31');
  expect(nightOf(new Date(2026, 4, 31, 2, 59), 3)).toBe('2026-05-30');
  expect(nightOf(new Date(2026, 0, 1, 0), 3)).toBe('2025-12-31');
  expect(nextNight(new Date(2026, 4, 31, 2), 3)).toEqual(new Date(2026, 4, 31, 3));
  expect(nextNight(new Date(2026, 4, 31, 3), 3)).toEqual(new Date(2026, 5, 1, 3));
  const [noon, later] = [new Date(2026, 4, 31, 12), new Date(2026, 5, 7, 15)];
  expect(nightAfter([noon, later], 3)).toEqual(new Date(2026, 5, 8, 3));
});

test('a clock that leaped ahead of the database’s forgets nothing', async () => {
  const messages = steps(some);
  await db.transaction().execute((trx) => saveSetting(trx, 1, {}, new Date()));
  await forgetTonight(deps({ messages }));
  expect([messages.calls(), await told()]).toEqual([0, []]);
});

test('of many workers one forgets tonight, and nobody does again before the next night', async () => {
  const messages = steps(some, { forgotten: 4, more: true });
  const ran = await Promise.all(Array.from({ length: 8 }, () => runNight(deps({ messages }), tonight)));
  expect(ran.filter((failed) => failed !== undefined)).toEqual([[]]);
  expect(await runNight(deps({ messages }), tonight)).toBeUndefined();
  expect(messages.calls()).toBe(3);
  expect(await told()).toEqual([{ counts: { messages: 14 }, failed: [], done: true }]);
  expect(await runNight(deps({ messages: steps(some) }), nightOf(nextNight(now, 3), 3))).toEqual([]);
});

test('who asks in the daytime runs a night again, and its counts add up', async () => {
  await runNight(deps({ letters: steps(some) }), tonight);
  await runNight(deps({ letters: steps(some) }), tonight, { again: true });
  expect(await told()).toEqual([{ counts: { letters: 20 }, failed: [], done: true }]);
});

test('a worker that vanished is followed by another after its lease, not before', async () => {
  await claimNight(db, tonight, { now, until: addSeconds(now, 120) });
  expect(await runNight(deps({ messages: steps(some) }), tonight)).toBeUndefined();
  at = addSeconds(now, 120);
  expect(await runNight(deps({ messages: steps(some) }), tonight)).toEqual([]);
  expect(await told()).toEqual([{ counts: { messages: 10 }, failed: [], done: true }]);
});

test('whoever lost the night to another stops before its next step', async () => {
  let other: ReturnType<typeof runNight> = Promise.resolve(undefined);
  const lost = steps(async () => {
    at = addSeconds(now, 600);
    other = runNight(deps({ messages: steps(some) }), tonight);
    return some;
  }, some);
  /** Comes to its next transaction only when the other one is done. */
  const late = new Proxy(db, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name).bind(target);
      const execute = async (work: never) => {
        await other;
        return target.transaction().execute(work);
      };
      return () => ({ execute });
    },
  });
  expect(await runNight(deps({ messages: lost }, { db: late }), tonight)).toBeUndefined();
  expect(await other).toEqual([]);
  expect(lost.calls()).toBe(1);
  expect(await told()).toEqual([{ counts: { messages: 20 }, failed: [], done: true }]);
});

test('a kind that fails stops neither the others nor the night, and is told of', async () => {
  const broken = steps(some, new Error('a'), new Error('b'), new Error('c'));
  const failed = await runNight(deps({ letters: broken, imports: steps(some) }), tonight);
  expect(failed).toEqual(['letters']);
  expect(await told()).toEqual([{ counts: { letters: 10, imports: 10 }, failed: ['letters'], done: true }]);
});

test('what somebody else holds for a moment is forgotten all the same', async () => {
  const blocked = steps(new Error('lock timeout'), some);
  expect(await runNight(deps({ letters: blocked }), tonight)).toEqual([]);
  expect(await told()).toMatchObject([{ counts: { letters: 10 }, failed: [] }]);
});

test('a worker that is stopped gives the night back, and the next one goes on at once', async () => {
  let stop = false;
  const messages = steps(async () => {
    stop = true;
    return some;
  });
  await runNight(deps({ messages }, { stopping: () => stop }), tonight);
  expect(await told()).toMatchObject([{ counts: { messages: 10 }, done: false }]);
  expect(await runNight(deps({ messages: steps(some) }), tonight)).toEqual([]);
  expect(await told()).toMatchObject([{ counts: { messages: 20 }, done: true }]);
});

test('nothing is forgotten in the first seven days unless somebody has set the periods, and then not before the next night', async () => {
  const messages = steps(some, { forgotten: 0, more: false }, some);
  at = new Date();
  await forgetTonight(deps({ messages }));
  expect(await told()).toEqual([]);
  await db.transaction().execute((trx) => saveSetting(trx, 1, {}, at));
  await forgetTonight(deps({ messages }));
  expect(await told()).toEqual([]);
  // as if it had been saved the moment before this night, because a clock that is ahead of the database's forgets nothing
  const before = addSeconds(nightBegan(at, 3), -1);
  await db.transaction().execute((trx) => saveSetting(trx, 2, {}, before));
  await forgetTonight(deps({ messages }));
  expect(await told()).toMatchObject([{ counts: { messages: 10 }, done: true }]);
});

test('periods as they are set say what goes, and what is counted before is what goes', async () => {
  const rows = rowsOf(db, north.id, id(700));
  await rows.bulkAct({ finished_at: daysAgo(40) });
  await rows.bulkAct({ finished_at: daysAgo(10) });
  const own = { bulkActs: endedBulkActs };
  expect((await countDue(deps(own), now)).bulkActs).toBe(0);
  await db.transaction().execute((trx) => saveSetting(trx, 1, { bulkActs: 30, neverActivated: null }, now));
  const due = await countDue(deps(own), now);
  expect([due.bulkActs, 'neverActivated' in due]).toEqual([1, false]);
  await runNight(deps(own), tonight);
  expect(await told()).toMatchObject([{ counts: { bulkActs: 1 } }]);
  expect((await countDue(deps(own), now)).bulkActs).toBe(0);
});
