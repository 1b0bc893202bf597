import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { withDb } from '../platform/db.ts';
import { openRedis } from '../platform/redis.ts';
import { workerSigns } from '../members/figures.read-model.ts';
import { clockFindings, type Skew, skewOf } from './clock.rules.ts';
import { databaseTime, seenDatabase } from './database.read-model.ts';
import { databaseFindings, major } from './database.rules.ts';
import type { Looked } from './finding.ts';
import { oldestDue } from './overdue.ts';
import { parseInfo, redisFindings } from './redis.rules.ts';
import { wordsOf } from './run.ts';
import { serviceClaims } from './service-account.ts';
import { workerFindings } from './worker.rules.ts';

async function withRedis<T>(
  { REDIS_URL }: Config,
  work: (redis: ReturnType<typeof openRedis>) => Promise<T>,
): Promise<T> {
  // what the connection suffered says more than the refusal of a command
  let trouble: Error | undefined;
  // looking at everything at once keeps a busy machine from noticing an answer for longer than a page would wait
  const redis = openRedis(
    REDIS_URL,
    (error) => {
      trouble = error;
    },
    8000,
  );
  try {
    return await work(redis);
  } catch (thrown) {
    throw trouble ?? thrown;
  } finally {
    redis.disconnect();
  }
}

export function lookAtDatabase(config: Config): Promise<Looked> {
  return withDb(config.DATABASE_URL, async (db) => {
    const seen = await seenDatabase(db);
    const { version, role, unapplied } = seen;
    const schema = unapplied?.length === 0 ? 'schema newest' : 'schema not up to date';
    return {
      facts: [`PostgreSQL ${major(version)}, ${schema}, role "${role}"`],
      findings: databaseFindings(seen, config.DATABASE_POOL),
    };
  });
}

export function lookAtRedis(config: Config): Promise<Looked> {
  return withRedis(config, async (redis) => {
    const info = parseInfo(await redis.info());
    // A hosted Redis may refuse the question.
    const [, saves] = (await redis.config('GET', 'save').catch(() => [])) as string[];
    await redis.set(`${config.REDIS_PREFIX}:check`, '1', 'EX', 5);
    return {
      facts: [`Redis ${info.get('redis_version')}, ${info.get('used_memory_human')} used`],
      findings: redisFindings(info, saves),
    };
  });
}

async function asked(of: string, clock: Clock, ask: () => Promise<Date>, stepMs = 0): Promise<Skew> {
  await ask(); // the first one also connects
  const before = clock();
  const said = await ask();
  return skewOf(of, said, before, clock(), stepMs);
}

/** Keycloak sends no Date (seen on 26.7.4); its time stands in the tokens that it signs. */
async function keycloakTime(config: Config, clock: Clock): Promise<Date> {
  return new Date(((await serviceClaims(config, clock)).iat ?? Number.NaN) * 1000);
}

/** Our clock beside those of the three servers; one that is away is told by its own check. */
export async function lookAtClocks(config: Config, clock: Clock): Promise<Looked> {
  const asks = await Promise.allSettled([
    withDb(config.DATABASE_URL, (db) => asked('PostgreSQL', clock, () => databaseTime(db))),
    withRedis(config, (redis) =>
      asked('Redis', clock, async () => {
        const [seconds, micros] = await redis.time();
        return new Date(Number(seconds) * 1000 + Number(micros) / 1000);
      }),
    ),
    asked('Keycloak', clock, () => keycloakTime(config, clock), 1000),
  ]);
  const skews = asks.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const missing = asks.flatMap((one) => (one.status === 'rejected' ? [wordsOf(one.reason)] : []));
  return {
    facts: [
      ...(skews.length > 0 ? [`compared with ${skews.map(({ of }) => of).join(', ')}`] : []),
      ...missing.map((why) => `not compared: ${why}`),
    ],
    findings: clockFindings(skews, config.LEASE_SECONDS),
  };
}

export function lookAtWorker(config: Config, clock: Clock): Promise<Looked> {
  return withDb(config.DATABASE_URL, async (db) => {
    const now = clock();
    const { feedSeconds } = await workerSigns(db, now);
    const overdue = [];
    for (const [kind, read] of Object.entries(oldestDue))
      overdue.push({ kind, seconds: await read(db, now) });
    const late = overdue
      .filter(({ seconds }) => seconds > 0)
      .map(({ kind, seconds }) => `${kind} ${Math.round(seconds)} s`);
    return {
      facts: [late.length > 0 ? `waiting longest: ${late.join(', ')}` : 'nothing is due'],
      findings: workerFindings(feedSeconds, overdue),
    };
  });
}
