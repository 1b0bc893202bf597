import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unknownAccounts } from '../support/accounts.ts';
import { faults } from '../support/fault-proxy.ts';
import { bulkUnderFire } from './bulk-under-fire.ts';
import { bulkKinds, type Situation, situations } from './calls-under-fire.ts';
import { type UnderFire, underFire } from './provisioning-under-fire.ts';

let fire: UnderFire;
beforeAll(async () => {
  fire = await underFire();
});
afterAll(() => fire.close());

test.each(Object.keys(situations) as Situation[])(
  'whatever Keycloak does at any one call, a person who is %s ends complete or absent',
  async (situation) => {
    const wrong: string[] = [];
    for (const kind of situations[situation])
      for (const fault of faults)
        for (const problem of await fire.tryOne(situation, kind, fault))
          wrong.push(`${kind.name}, ${fault}: ${problem}`);
    expect(wrong).toEqual([]);
  },
);

test('whatever Keycloak does at any call of the bulk lane, everybody of the batch ends complete or absent', async () => {
  const bulk = bulkUnderFire(fire);
  const wrong: string[] = [];
  for (const kind of bulkKinds)
    for (const fault of faults)
      for (const problem of await bulk.tryBatch(kind, fault))
        wrong.push(`${kind.name}, ${fault}: ${problem}`);
  expect(wrong).toEqual([]);
});

test('after ten minutes without Keycloak everybody is complete or absent within a minute', async () => {
  expect(await fire.outage(600)).toEqual([]);
});

test('no account is left that the database does not know', async () => {
  expect(await unknownAccounts(fire)).toEqual([]);
});
