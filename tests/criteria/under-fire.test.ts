import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { oneVisitor, spray } from '../faults/guessing.ts';
import { secondWorker } from '../faults/_link-redeemers.ts';
import { onceUsed, redeemRecordAtOnce } from '../faults/_record-redeemers.ts';
import { randomFrom, wrongOf } from '../faults/_run.ts';
import { seed } from '../support/drawn.ts';
import { type Installation, installation } from '../support/installation.ts';
import type { Running } from '../support/processes.ts';

let house: Installation;
let second: Running;
beforeAll(async () => {
  house = await installation();
  second = secondWorker(house);
});
afterAll(async () => {
  await second?.stop();
  await house?.close();
});

test('100 wrong tries of one visitor at once: no more are compared than the hour allows', async () => {
  expect(wrongOf(await oneVisitor(house, 100))).toEqual([]);
});

test('160 sprayed names stay within the budget over a restart and FLUSHALL; nobody with true facts is turned away', async () => {
  const figures = await spray(house, 160, 12, randomFrom(seed));
  expect({ seed, wrong: wrongOf(figures) }).toEqual({ seed, wrong: [] });
});

test('60 people with the same stored facts, two workers decide: one account, 59 refusals, one audit row', async () => {
  expect(await redeemRecordAtOnce(house, 60)).toEqual(onceUsed(60));
});
