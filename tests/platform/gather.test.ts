import { expect, test } from '@jest/globals';
import { gather } from '../../sidecar/platform/gather.ts';

test('calls that come together share the work, and each gets its own answers', async () => {
  const sets: number[][] = [];
  const double = gather(async (items: readonly number[]) => {
    sets.push([...items]);
    return items.map((item) => item * 2);
  }, 5);
  expect(await Promise.all([double([1]), double([2, 3]), double([])])).toEqual([[2], [4, 6], []]);
  expect(sets).toEqual([[1, 2, 3]]);
  expect(await double([4])).toEqual([8]);
});

test('calls that come while one is under way go together into the next', async () => {
  const sets: number[][] = [];
  let later: Promise<number[]>[] = [];
  const work = gather(async (items: readonly number[]) => {
    if (sets.push([...items]) === 1) later = [2, 3].map((item) => work([item]));
    return items;
  }, 1);
  await work([1]);
  await Promise.all(later);
  expect(sets).toEqual([[1], [2, 3]]);
});

test("one caller's trouble is not the others'", async () => {
  const work = gather(async (items: readonly number[]) => {
    if (items.includes(2)) throw new Error('two');
    return items;
  }, 1);
  const settled = await Promise.allSettled([work([1]), work([2]), work([3])]);
  expect(settled.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('nobody is waited for once everybody is there', async () => {
  const work = gather(async (items: readonly number[]) => items, 3_600_000, 3);
  expect(await Promise.all([work([1]), work([2, 3])])).toEqual([[1], [2, 3]]);
});
