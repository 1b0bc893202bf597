import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openLog } from '../../sidecar/platform/log.ts';
import { type Nudge, openNudger, startWorker, urgentTwin } from '../../sidecar/platform/queue.ts';
import { openRedis, requireNoEviction, shortLived } from '../../sidecar/platform/redis.ts';
import { until } from '../support/processes.ts';
import { testRedis, type TestRedis } from '../support/redis.ts';

const log = openLog('silent', 'test');
let redis: TestRedis;
beforeAll(async () => {
  redis = await testRedis();
});
afterAll(() => redis.close());

test('a nudge reaches the worker; the same row again needs a new attempt number', async () => {
  const seen: Nudge[] = [];
  const nudger = openNudger(redis.url, 'q1', log);
  const worker = startWorker(redis.url, 'q1', 'mail', 2, async (nudge) => void seen.push(nudge), log);
  await until('the first nudge', async () => {
    await nudger.nudge('mail', [{ row: 'a', attempt: 0 }]);
    return seen.length > 0;
  });
  await until('all nudges', async () => {
    await nudger.nudge('mail', [{ row: 'a', attempt: 1 }, { row: 'b', attempt: 0 }]); // biome-ignore format: one line
    return seen.some(({ row }) => row === 'b') && seen.some(({ attempt }) => attempt === 1);
  });
  await worker.close();
  await nudger.close();
});

test('what is urgent goes to a queue of its own', async () => {
  const [urgent, ordinary]: [string[], string[]] = [[], []];
  const nudger = openNudger(redis.url, 'q4', log);
  const hand = (name: string, seen: string[]) =>
    startWorker(redis.url, 'q4', name, 1, async ({ row }) => void seen.push(row), log);
  const workers = [hand('mail', ordinary), hand(urgentTwin('mail'), urgent)];
  const code = { row: 'code', attempt: 0, urgent: true };
  await until('both nudges', async () => {
    await nudger.nudge('mail', [{ row: 'campaign', attempt: 0 }, code]);
    return urgent.length > 0 && ordinary.length > 0;
  });
  expect([new Set(urgent), new Set(ordinary)]).toEqual([new Set(['code']), new Set(['campaign'])]);
  for (const worker of workers) await worker.close();
  await nudger.close();
});

test('a handler that throws does not stop the queue', async () => {
  const seen: string[] = [];
  const nudger = openNudger(redis.url, 'q2', log);
  const worker = startWorker(
    redis.url,
    'q2',
    'mail',
    1,
    async ({ row }) => {
      seen.push(row);
      if (row === 'bad') throw new Error('bad row');
    },
    log,
  );
  await until('both', async () => {
    await nudger.nudge('mail', [{ row: 'bad', attempt: 0 }, { row: 'good', attempt: 0 }]); // biome-ignore format: one line
    return seen.includes('good') && seen.includes('bad');
  });
  await worker.close();
  await nudger.close();
});

test('of a hundred takers of one value one gets it', async () => {
  const client = openRedis(redis.url, () => {});
  const store = shortLived(client, 'x');
  await store.put('code', { a: 1 }, 60);
  const taken = await Promise.all(Array.from({ length: 100 }, () => store.take('code')));
  expect(taken.filter((value) => value !== undefined)).toEqual([{ a: 1 }]);
  const once = await Promise.all(Array.from({ length: 100 }, () => store.putOnce('jti', 60)));
  expect(once.filter(Boolean).length).toBe(1);
  client.disconnect();
});

test('a Redis that evicts is refused with the remedy', async () => {
  const client = openRedis(redis.url, () => {});
  await expect(requireNoEviction(client)).resolves.toBeUndefined();
  await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
  await expect(requireNoEviction(client)).rejects.toThrow(/set "maxmemory-policy noeviction"/);
  await client.config('SET', 'maxmemory-policy', 'noeviction');
  client.disconnect();
});

test('without Redis a nudge is lost in silence and the worker still stops at once', async () => {
  const own = await testRedis();
  const nudger = openNudger(own.url, 'q3', log);
  const worker = startWorker(own.url, 'q3', 'mail', 1, async () => {}, log);
  await until('connected', async () => {
    await nudger.nudge('mail', [{ row: 'a', attempt: 0 }]);
    return true;
  });
  await own.process.stop('SIGKILL');
  await nudger.nudge('mail', [{ row: 'b', attempt: 0 }]);
  await worker.close();
  await nudger.close();
});
