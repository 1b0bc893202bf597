import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { sealedBox } from '../../sidecar/platform/sealed-box.ts';

const keys = new Map([
  [1, randomBytes(32)],
  [2, randomBytes(32)],
]);
const box = sealedBox({ current: 1, keys }, 'test');
const content = Buffer.from('Blaue-Birne-7');

test('what is closed shows nothing and comes back whole; each time it looks different', () => {
  const closed = box.close(content);
  expect(closed.includes(content)).toBe(false);
  expect(closed.equals(box.close(content))).toBe(false);
  expect(box.open(closed)).toEqual(content);
  expect(box.open(box.close(Buffer.alloc(0)))).toHaveLength(0);
});

test('after a change of keys it opens while the old one is kept, and not beyond', () => {
  const closed = box.close(content);
  expect(sealedBox({ current: 2, keys }, 'test').open(closed)).toEqual(content);
  expect(sealedBox({ current: 2, keys: new Map([...keys].slice(1)) }, 'test').open(closed)).toBeUndefined();
});

test('changed on the way or closed for something else it does not open; what was never closed comes back as it is', () => {
  const closed = box.close(content);
  closed[closed.length - 1] = (closed.at(-1) ?? 0) ^ 1;
  expect(box.open(closed)).toBeUndefined();
  expect(sealedBox({ current: 1, keys }, 'other').open(box.close(content))).toBeUndefined();
  expect(box.open(content)).toBe(content);
});
