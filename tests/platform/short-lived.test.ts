import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRedis, type ShortLived, shortLived } from '../../sidecar/platform/redis.ts';
import { type TestRedis, testRedis } from '../support/redis.ts';

let server: TestRedis;
let client: ReturnType<typeof openRedis>;
let store: ShortLived;
beforeAll(async () => {
  server = await testRedis();
  client = openRedis(server.url, () => {});
  store = shortLived(client, 'test');
});
afterAll(async () => {
  client.disconnect();
  await server.close();
});

test('of a hundred takers at once one gets the value', async () => {
  await store.put('code', { id: 7 }, 60);
  const taken = await Promise.all(Array.from({ length: 100 }, () => store.take('code')));
  expect(taken.filter((value) => value !== undefined)).toEqual([{ id: 7 }]);
  expect(await store.read('code')).toBeUndefined();
});

test('of a hundred first callers at once one is the first', async () => {
  const firsts = await Promise.all(Array.from({ length: 100 }, () => store.putOnce('assertion', 60)));
  expect(firsts.filter((first) => first)).toHaveLength(1);
});

test('reading leaves the value, dropping removes it, and nothing stays for ever', async () => {
  await store.put('handle', 'here', 60);
  expect([await store.read('handle'), await store.read('handle')]).toEqual(['here', 'here']);
  expect(await client.ttl('test:handle')).toBeGreaterThan(0);
  await store.drop('handle');
  expect(await store.read('handle')).toBeUndefined();
});

test('without Redis it is told at once, as an error of its own', async () => {
  const nowhere = openRedis('redis://127.0.0.1:1', () => {});
  await expect(shortLived(nowhere, 'test').read('x')).rejects.toMatchObject({ code: 'redis_unavailable' });
  nowhere.disconnect();
});
