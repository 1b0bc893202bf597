import { afterEach, expect, jest, test } from '@jest/globals';
import { adminOfMaster } from './realm-fixture.ts';

afterEach(() => void jest.useRealTimers());

test('work on another realm that takes longer than a token renews it where it was signed in', async () => {
  const admin = await adminOfMaster();
  admin.realmName = 'another-realm';
  const doNotFake = ['nextTick', 'setImmediate', 'setInterval', 'setTimeout', 'queueMicrotask'] as const;
  jest.useFakeTimers({ now: Date.now() + 120_000, doNotFake: [...doNotFake] });
  expect((await admin.realms.find()).map(({ realm }) => realm)).toContain('master');
});
