import { afterEach, expect, jest, test } from '@jest/globals';
import { adminOfMaster } from './realm-fixture.ts';

afterEach(() => void jest.useRealTimers());

const doNotFake = ['nextTick', 'setImmediate', 'setInterval', 'setTimeout', 'queueMicrotask'] as const;
const later = (seconds: number): void =>
  void jest.useFakeTimers({ now: Date.now() + seconds * 1000, doNotFake: [...doNotFake] });

test('work on another realm that takes longer than a token renews it where it was signed in', async () => {
  const admin = await adminOfMaster();
  admin.realmName = 'another-realm';
  later(120);
  expect((await admin.realms.find()).map(({ realm }) => realm)).toContain('master');
});

test('after a pause that outlasts the session it signs in anew', async () => {
  const admin = await adminOfMaster();
  later(24 * 3600);
  expect((await admin.realms.find()).map(({ realm }) => realm)).toContain('master');
});
