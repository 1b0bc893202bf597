import { expect, test } from '@jest/globals';
import { changeOfAdminEvent, changeOfUserEvent } from '../../sidecar/keycloak/event-feed.rules.ts';

const own = new Set(['own-account', 'own-bulk-account']);
const event = (resourceType: string, resourcePath: string, userId = 'somebody') => ({
  id: 'e',
  time: 5,
  resourceType,
  resourcePath,
  authDetails: { userId },
});
const at = new Date(5);

test('our own acts are left out, those of others name the account', () => {
  for (const ours of own) {
    expect(changeOfAdminEvent(event('USER', 'users/u1', ours), own)).toBeUndefined();
    expect(changeOfAdminEvent(event('GROUP', 'groups/g1', ours), own)).toBeUndefined();
  }
  const change = { id: 'e', at, kind: 'account', userId: 'u1', byConsole: true };
  for (const path of ['users/u1', 'users/u1/groups/g1', 'users/u1/reset-password'])
    expect(changeOfAdminEvent(event('USER', path), own)).toEqual(change);
  expect(changeOfAdminEvent(event('GROUP', 'groups/g1/children'), own)).toEqual({
    id: 'e',
    at,
    kind: 'groups',
  });
});

test('rows that say nothing useful are left out', () => {
  expect(changeOfAdminEvent({ ...event('USER', 'users/u1'), id: '' }, own)).toBeUndefined();
  expect(changeOfAdminEvent(event('USER', 'elsewhere'), own)).toBeUndefined();
  expect(changeOfUserEvent({ id: 'e', time: 5, type: 'LOGIN' })).toBeUndefined();
  expect(changeOfUserEvent({ id: 'e', time: 5, type: 'LOGIN', userId: 'u' })).toMatchObject({
    kind: 'signedIn',
  });
  expect(changeOfUserEvent({ id: 'e', time: 5, type: 'UPDATE_EMAIL', userId: 'u' })).toMatchObject({
    kind: 'account',
    byConsole: false,
  });
});
