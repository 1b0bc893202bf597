import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { type Running, start, until } from './processes.ts';
import { servers } from './servers.ts';

export type TestRedis = {
  url: string;
  readonly process: Running;
  /** kill -9, or SIGTERM where told so; nothing is kept. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Starts it again on its port. */
  begin(): Promise<void>;
  close(): Promise<void>;
};

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } finally {
    client.disconnect();
  }
}

/** A Redis of one's own, so that a test may flush or kill it. */
export async function testRedis(): Promise<TestRedis> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const settings = { port: String(port), bind: '127.0.0.1', save: '', 'maxmemory-policy': 'noeviction' };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
  let process: Running;
  const begin = async (): Promise<void> => {
    process = start(servers().redisServerBinary, args);
    await until('Redis answers', () => answers(url));
  };
  await begin();
  return {
    url,
    get process() {
      return process;
    },
    async stop(signal = 'SIGKILL') {
      await process.stop(signal);
    },
    begin,
    async close() {
      await process.stop();
    },
  };
}
