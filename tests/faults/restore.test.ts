import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Installation, installation } from '../support/installation.ts';
import { copiedByServer } from './_dumps.ts';
import { wrongOf } from './_run.ts';
import { restoring } from './restore.ts';

let house: Installation;
beforeAll(async () => {
  house = await installation();
}, 1_800_000);
afterAll(() => house?.close());

test('a database put back to before links were used makes nobody twice, and a comparison names and mends what differs', async () => {
  const figures = await restoring(house, copiedByServer(), 2);
  expect(wrongOf(figures)).toEqual([]);
}, 1_800_000);
