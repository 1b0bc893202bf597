import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Log } from './log.ts';

/** True while `key` was not counted more than `points` times within `seconds`. */
export type RateLimit = (key: string) => Promise<boolean>;

/**
 * Counts in Redis, for all web processes together. It only damps: what must not happen is guarded in PostgreSQL, so a Redis that
 * is away lets everybody through.
 */
export function openRateLimit(
  redis: Redis,
  options: { prefix: string; points: number; seconds: number },
  log: Log,
): RateLimit {
  const { prefix: keyPrefix, points, seconds: duration } = options;
  const limiter = new RateLimiterRedis({ storeClient: redis, keyPrefix, points, duration });
  return async (key) => {
    try {
      await limiter.consume(key);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Error)) return false;
      log.warn({ err: thrown }, 'rate limit: Redis is away');
      return true;
    }
  };
}
