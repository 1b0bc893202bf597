import { afterEach, expect, jest, test } from '@jest/globals';
import { adminOfMaster } from './realm-fixture.ts';

afterEach(() => void jest.useRealTimers());

test('an administrator who has looked at another realm for long is still known', async () => {
  const admin = await adminOfMaster();
  // Keycloak's tokens are good for a minute; a realm takes longer to make on a busy machine.
  jest.useFakeTimers({
    now: Date.now() + 90_000,
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'performance'],
  });
  admin.realmName = 'another-realm';
  expect(await admin.realms.findOne({ realm: 'master' })).toMatchObject({ realm: 'master' });
});
