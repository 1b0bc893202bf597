import { expect, test } from '@jest/globals';
import { backFrom, placeOf } from '../../sidecar/admin-ui/sign-in.rules.ts';
import { areaTree } from '../../sidecar/areas/area.ts';
import type { Account } from '../../sidecar/keycloak/port.ts';
import { emailState, noteFor } from '../../sidecar/me/own-page.rules.ts';
import { ownRoutes } from '../../sidecar/me/own.routes.ts';
import { AppError } from '../../sidecar/platform/errors.ts';

const account: Account = {
  userId: 'u',
  username: 'kim',
  emailVerified: true,
  enabled: true,
  requiredActions: [],
};

test('the e-mail is what Keycloak says; without its answer ours, of unknown state', () => {
  expect(emailState('old@a.example', { ...account, email: 'new@a.example' })).toEqual({
    address: 'new@a.example',
    state: 'verified',
    action: 'change',
  });
  expect(emailState('old@a.example', { ...account, emailVerified: false })).toMatchObject({ state: 'none' });
  expect(emailState(null, { ...account, emailVerified: false, pendingEmail: 'p@a.example' })).toEqual({
    address: null,
    pending: 'p@a.example',
    state: 'none',
    action: 'again',
  });
  expect(emailState('old@a.example', undefined)).toEqual({
    address: 'old@a.example',
    state: 'unknown',
    action: 'change',
  });
  expect(emailState(null, undefined)).toMatchObject({ state: 'none', action: 'add' });
});

test('a success of Keycloak’s is called what it is', () => {
  const none = emailState(null, account);
  const kept = emailState(null, { ...account, email: 'a@a.example' });
  const note = (action: string, outcome: string, email = none) =>
    noteFor({ action, outcome }, email, 'Kim')?.text;
  expect(note('UPDATE_EMAIL', 'success')).toBe('me.note.emailNone');
  expect(note('UPDATE_EMAIL', 'success', kept)).toBe('me.note.emailKept');
  expect(note('UPDATE_PASSWORD', 'success')).toBe('me.note.passwordChanged');
  expect(note('UPDATE_PASSWORD', 'cancelled')).toBe('me.note.cancelled');
  expect(note('UPDATE_PASSWORD', 'anything')).toBe('me.note.error');
  expect(note('UPDATE_EMAIL', 'otherAccount')).toBe('me.note.otherAccount');
  expect(noteFor({}, none, 'Kim')).toBeUndefined();
});

test('back from Keycloak: only known outcomes, and another account is told apart', () => {
  const asked = { back: '/me', action: 'UPDATE_EMAIL', by: 'kim' } as const;
  expect(backFrom({ back: '/me' }, 'kim', 'success')).toBe('/me');
  expect(backFrom(asked, 'kim', 'cancelled')).toBe('/me?action=UPDATE_EMAIL&outcome=cancelled');
  expect(backFrom(asked, 'kim', '<script>')).toBe('/me?action=UPDATE_EMAIL&outcome=error');
  expect(backFrom(asked, 'kim', null)).toBe('/me?action=UPDATE_EMAIL&outcome=error');
  expect(backFrom(asked, 'uli', 'success')).toBe('/me?action=UPDATE_EMAIL&outcome=otherAccount');
  expect(['/me', '/me/email', '/members', '/admin', '/administer', '/i/x'].map(placeOf)).toEqual([
    '/me',
    '/me',
    undefined,
    '/admin',
    undefined,
    undefined,
  ]);
});

test('while Keycloak is away the page says what we know; any other fault is shown as one', async () => {
  const person = {
    id: 'm',
    firstName: 'Kim',
    lastName: 'Weg',
    username: 'kim.weg',
    email: 'kim@a.example',
    keycloakUserId: 'u',
    grants: [],
  };
  const ask = (code: 'keycloak_unavailable' | 'internal') => {
    const getUser = () => Promise.reject(new AppError(code));
    const beginAction = () => Promise.reject(new Error('not asked for'));
    const [page] = ownRoutes({ directory: { getUser }, beginAction });
    const context = { person, tree: areaTree([]), query: {}, t: (key: string) => key };
    return page?.handler(context as never);
  };
  expect(await ask('keycloak_unavailable')).toMatchObject({
    data: { name: 'Kim Weg', email: { address: 'kim@a.example', state: 'unknown' } },
  });
  await expect(ask('internal')).rejects.toMatchObject({ code: 'internal' });
});
