import { Redis } from 'ioredis';

/** Every key of a Redis with its value as JSON, whatever kind it is of; throws for a kind that nobody knows how to read. */
export async function redisValues(url: string): Promise<{ key: string; value: string }[]> {
  const redis = new Redis(url);
  const reads: Readonly<Record<string, (key: string) => Promise<unknown>>> = {
    string: (key) => redis.get(key),
    hash: (key) => redis.hgetall(key),
    list: (key) => redis.lrange(key, 0, -1),
    set: (key) => redis.smembers(key),
    zset: (key) => redis.zrange(key, '0', '-1'),
    stream: (key) => redis.xrange(key, '-', '+'),
    // Gone since it was listed.
    none: async () => null,
  };
  try {
    const all = [];
    for (const key of await redis.keys('*')) {
      const kind = await redis.type(key);
      const read = reads[kind];
      if (!read) throw new Error(`how is a ${kind} read?`);
      all.push({ key, value: JSON.stringify(await read(key)) });
    }
    return all;
  } finally {
    redis.disconnect();
  }
}
