import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { type Running, start, until } from './processes.ts';
import { servers } from './servers.ts';

export type TestRedis = { url: string; process: Running; close(): Promise<void> };

/** A Redis of one's own, so that a test may flush or kill it. */
export async function testRedis(): Promise<TestRedis> {
  const port = await freePort();
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--maxmemory-policy',
    'noeviction',
  ];
  const process = start(servers().redisServerBinary, args);
  const url = `redis://127.0.0.1:${port}`;
  await until('Redis answers', async () => {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.ping()) === 'PONG';
    } finally {
      client.disconnect();
    }
  });
  return {
    url,
    process,
    async close() {
      await process.stop();
    },
  };
}
