import { expect, test } from '@jest/globals';
import { openLoad, type Seen } from '../../sidecar/keycloak/load.ts';

const good: Seen = { ms: 20, status: 201 };
const busy: Seen = { ms: 20, status: 429 };
const away: Seen = { ms: 20, status: undefined };

function loadAt(max: number) {
  let now = 0;
  const load = openLoad(max, () => now);
  const see = (seen: Seen, times = 1): void => {
    for (let each = 0; each < times; each += 1) load.observe(seen);
  };
  return { load, see, pass: (ms: number) => void (now += ms) };
}

test.each([429, 502, 503, 504, undefined])(
  'half the places after %s, once for calls that were on the way together',
  (status) => {
    const { load, see, pass } = loadAt(16);
    see({ ms: 5, status }, 2);
    expect(load.places()).toBe(8);
    pass(1000);
    see(good);
    see({ ms: 5, status });
    expect(load.places()).toBe(4);
  },
);

test('refusals of a person are no trouble of Keycloak', () => {
  const { load, see } = loadAt(16);
  for (const status of [400, 404, 409, 500]) see({ ms: 5, status }, 5);
  expect([load.places(), load.open()]).toEqual([16, true]);
});

test('slow answers halve the places, one slow answer does not', () => {
  const { load, see } = loadAt(16);
  see({ ms: 9000, status: 201 });
  see(good, 19);
  expect(load.places()).toBe(16);
  see({ ms: 3000, status: 201 }, 2);
  expect(load.places()).toBe(8);
});

test('places come back one by one', () => {
  const { load, see, pass } = loadAt(4);
  see(busy);
  expect(load.places()).toBe(2);
  pass(1000);
  see(good, 8);
  expect(load.places()).toBe(3);
  see(good, 11);
  expect(load.places()).toBe(3);
  see(good, 100);
  expect(load.places()).toBe(4);
});

test('an outage pauses longer each time, and one answer ends it', () => {
  const { load, see, pass } = loadAt(8);
  see(away, 2);
  expect(load.open()).toBe(true);
  see(away);
  expect([load.open(), load.places()]).toEqual([false, 1]);
  for (const seconds of [2, 4, 8, 15, 15]) {
    pass(seconds * 1000 - 1);
    expect(load.open()).toBe(false);
    pass(1);
    expect(load.open()).toBe(true);
    see(away);
    expect(load.open()).toBe(false);
  }
  pass(15_000);
  see(good);
  expect(load.open()).toBe(true);
  see(away, 2);
  expect(load.open()).toBe(true);
});

test('Retry-After is kept, five minutes at most', () => {
  const { load, see, pass } = loadAt(8);
  see({ ...busy, retryAfterSeconds: 7 });
  pass(6999);
  expect(load.open()).toBe(false);
  pass(1);
  expect(load.open()).toBe(true);
  see({ ...busy, retryAfterSeconds: 86_400 });
  pass(300_000);
  expect(load.open()).toBe(true);
});

test('never more work at once than places, and all of it is done', async () => {
  const { load } = loadAt(3);
  let running = 0;
  let most = 0;
  const done = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      load
        .run(async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setTimeout(resolve, 2));
          running -= 1;
          if (index === 4) throw new Error('one fails');
          return index;
        })
        .catch(() => -1),
    ),
  );
  expect(most).toBe(3);
  expect(done).toHaveLength(20);
});
