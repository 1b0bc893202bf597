import { Redis } from 'ioredis';
import { AppError } from './errors.ts';

/** A connection for pages: answers or fails within 1.5 s (`limitMs`), never hangs, because Redis is disposable (architecture.md 2). */
export function openRedis(url: string, onError: (error: Error) => void, limitMs = 1500): Redis {
  const redis = new Redis(url, {
    commandTimeout: limitMs,
    connectTimeout: limitMs,
    maxRetriesPerRequest: 1,
    retryStrategy: (times) => Math.min(times * 200, 2000),
  });
  redis.on('error', onError);
  return redis;
}

/** What eviction does to a queue is silent loss of jobs, so any policy but noeviction stops the start. */
export async function requireNoEviction(redis: Redis): Promise<void> {
  const [, policy] = (await redis.config('GET', 'maxmemory-policy')) as string[];
  if (policy !== 'noeviction')
    throw new Error(
      `Redis evicts keys (maxmemory-policy ${policy}): set "maxmemory-policy noeviction" in its configuration, else jobs are lost`,
    );
}

/** Short-lived values that are taken once: OAuth codes, handles, sign-in attempts. */
export type ShortLived = {
  put(key: string, value: unknown, seconds: number): Promise<void>;
  /** Reads and leaves; undefined where unknown or expired. */
  read<T>(key: string): Promise<T | undefined>;
  /** Reads and deletes in one atomic step (GETDEL): of two takers one gets it. */
  take<T>(key: string): Promise<T | undefined>;
  drop(key: string): Promise<void>;
  /** True for the first caller within `seconds`, false for everyone after (SET NX). */
  putOnce(key: string, seconds: number): Promise<boolean>;
};

/** `ShortLived` on Redis under a prefix; a Redis that does not answer becomes `redis_unavailable`. */
export function shortLived(redis: Redis, prefix: string): ShortLived {
  const name = (key: string): string => `${prefix}:${key}`;
  const parse = <T>(text: string | null): T | undefined =>
    text === null ? undefined : (JSON.parse(text) as T);
  return {
    put: (key, value, seconds) =>
      guarded(async () => void (await redis.set(name(key), JSON.stringify(value), 'EX', seconds))),
    read: (key) => guarded(async () => parse(await redis.get(name(key)))),
    take: (key) => guarded(async () => parse(await redis.getdel(name(key)))),
    putOnce: (key, seconds) =>
      guarded(async () => (await redis.set(name(key), '1', 'EX', seconds, 'NX')) === 'OK'),
    drop: (key) => guarded(async () => void (await redis.del(name(key)))),
  };
}

async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw new AppError('redis_unavailable', { cause });
  }
}
