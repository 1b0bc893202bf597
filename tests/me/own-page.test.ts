import { expect, test } from '@jest/globals';
import { backFrom, placeOf } from '../../sidecar/admin-ui/sign-in.rules.ts';
import type { Account } from '../../sidecar/keycloak/port.ts';
import { emailState, noteFor, passkeyOffer } from '../../sidecar/me/own-page.rules.ts';
import { laterMark, passkeysWorkAt } from '../../sidecar/me/passkey.rules.ts';

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
  expect(note('webauthn-register-passwordless:skip_if_exists', 'success')).toBe('me.note.passkeyAdded');
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

test('a passkey is offered where browsers take one and none is there, until its owner says later', () => {
  const works = [
    'https://anmeldung.example',
    'http://localhost:8080',
    'http://kc.localhost',
    'https://anmeldung.example:8443/auth',
  ];
  const not = [
    'http://anmeldung.example',
    'https://192.168.1.4',
    'http://127.0.0.1:8080',
    'https://[2001:db8::1]',
  ];
  expect(works.map(passkeysWorkAt)).toEqual(works.map(() => true));
  expect(not.map(passkeysWorkAt)).toEqual(not.map(() => false));
  const made = [{ label: 'Telefon', madeAt: new Date() }];
  const offer = (more: Partial<Parameters<typeof passkeyOffer>[0]>) =>
    passkeyOffer({ works: true, made: [], later: undefined, ...more }, 'kim');
  expect(offer({})).toMatchObject({ card: true });
  expect(offer({ later: laterMark('kim') })).toMatchObject({ card: false });
  // Somebody else's wish, on a computer that many use.
  expect(offer({ later: laterMark('uli') })).toMatchObject({ card: true });
  expect(offer({ made })).toMatchObject({ card: false, made });
  expect(offer({ works: false })).toBeUndefined();
  expect(offer({ made: undefined })).toBeUndefined();
});
