import { addDays, addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import type { Forgetting } from '../platform/forgetting.ts';
import type { Log } from '../platform/log.ts';
import { sql } from 'kysely';
import { type RetentionKey, retentionKeys } from './kinds.rules.ts';
import { oldestNight } from './night.rules.ts';
import { claimNight, count, endNight, holdNight, type Night } from './run.store.ts';
import { readPeriods } from './setting.store.ts';

/** What each room forgets, by kind. */
export type Forgettings = Readonly<Record<RetentionKey, Forgetting>>;
export type RunDeps = {
  db: Db;
  clock: Clock;
  log: Log;
  leaseSeconds: number;
  forgettings: Forgettings;
  /** Asked between two steps: the process is about to end. */
  stopping?(): boolean;
};
export type Counts = Partial<Record<RetentionKey, number>>;

const atOnce = 1000;
/** Somebody else's lock or a restart of the database is over by then; anything longer waits for the next night. */
const tries = 3;

class Overtaken extends Error {}

/** One short transaction, which waits for nobody long: whoever works in the daytime comes first. */
function step(
  { db, clock, leaseSeconds, forgettings }: RunDeps,
  night: Night,
  kind: RetentionKey,
  before: Date,
) {
  return db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = '20s'; set local lock_timeout = '2s'`.execute(trx);
    const now = clock();
    if (!(await holdNight(trx, night, addSeconds(now, leaseSeconds)))) throw new Overtaken();
    const done = await forgettings[kind].forget(trx, before, now, atOnce);
    await count(trx, night.night, kind, { forgotten: done.forgotten });
    return done;
  });
}

/** Forgets one kind to its end; answers false where that failed again and again. Steps done before stay done and counted. */
async function forgetKind(deps: RunDeps, night: Night, kind: RetentionKey, before: Date): Promise<boolean> {
  for (let failures = 0; failures < tries; ) {
    try {
      if (deps.stopping?.()) return true;
      const { more } = await step(deps, night, kind, before);
      if (!more) return true;
      failures = 0;
    } catch (err) {
      if (err instanceof Overtaken) throw err;
      failures += 1;
      // by code alone: PostgreSQL's details quote rows
      const { code } = err as { code?: unknown };
      deps.log.warn({ kind, code }, 'forgetting failed');
    }
  }
  return false;
}

async function forgetAll(deps: RunDeps, night: Night): Promise<RetentionKey[]> {
  const failed: RetentionKey[] = [];
  const started = deps.clock();
  const periods = await readPeriods(deps.db);
  for (const kind of retentionKeys) {
    const days = periods[kind];
    if (days === null || deps.stopping?.()) continue;
    if (await forgetKind(deps, night, kind, addDays(started, -days))) continue;
    failed.push(kind);
    await deps.db
      .transaction()
      .execute((trx) => count(trx, night.night, kind, { forgotten: 0, failed: true }));
  }
  return failed;
}

/**
 * Forgets what is over in this night, unless somebody does or did; `again` also where it is done. Cut off anywhere, the rest is
 * done by whoever claims the night after the lease. Answers the kinds that failed; undefined where there was nothing to do.
 */
export async function runNight(
  deps: RunDeps,
  night: string,
  { again = false } = {},
): Promise<readonly RetentionKey[] | undefined> {
  const { db, clock, leaseSeconds } = deps;
  const now = clock();
  const claimed = await claimNight(db, night, { now, until: addSeconds(now, leaseSeconds), again });
  if (!claimed) return undefined;
  try {
    const failed = await forgetAll(deps, claimed);
    await endNight(db, claimed, deps.stopping?.() ? null : clock(), oldestNight(now));
    return failed;
  } catch (err) {
    if (err instanceof Overtaken) return undefined;
    throw err;
  }
}

type Counting = Pick<RunDeps, 'db' | 'forgettings'>;
type Count = (forgetting: Forgetting, before: Date) => Promise<number> | undefined;

/** One after the other: the page of one administrator must not take all connections. */
async function countEach({ db, forgettings }: Counting, at: Date, countOf: Count): Promise<Counts> {
  const periods = await readPeriods(db);
  const counts: Counts = {};
  for (const kind of retentionKeys) {
    const days = periods[kind];
    const counted = days === null ? undefined : await countOf(forgettings[kind], addDays(at, -days));
    if (counted !== undefined) counts[kind] = counted;
  }
  return counts;
}

/** How many of each kind would go at this moment; kinds that are kept for good are not in it. */
export const countDue = (deps: Counting, at: Date): Promise<Counts> =>
  countEach(deps, at, (forgetting, before) => forgetting.due(deps.db, before, at));

/** How many people would be told at this moment that they will go; kinds that tell nobody are not in it. */
export const countToTell = (deps: Counting, at: Date): Promise<Counts> =>
  countEach(deps, at, (forgetting, before) => forgetting.toTell?.(deps.db, before, at));
