import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { codeOf, typedCode } from '../../sidecar/registration/code.rules.ts';
import { browserCookieName } from '../../sidecar/registration/begin.service.ts';
import { attemptOf, opensDoor, stateAt, waitsInVain } from '../../sidecar/registration/registration.rules.ts';
import { isSecret } from '../../sidecar/platform/secrets.ts';

const now = new Date('2026-11-26T12:00:00Z');
const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

test('an attempt is the tab of Keycloak’s state, whatever else changes, and the whole state where there is none', () => {
  expect(attemptOf('one.tab.client.data')).toBe(attemptOf('two.tab.client'));
  expect(attemptOf('one.tab.client')).not.toBe(attemptOf('one.other.client'));
  expect(attemptOf('state tab')).not.toBe(attemptOf('x.state tab.y'));
  expect([attemptOf('plain'), attemptOf('a..c'), attemptOf(''), attemptOf(undefined)]).toEqual([
    'state plain',
    'state a..c',
    '',
    undefined,
  ]);
});

test('only steps of the person run out; Keycloak’s own sign-in does a minute after somebody came in', () => {
  const row = { state: 'proven', expires_at: now } as const;
  expect([stateAt(row, now), stateAt({ ...row, state: 'deciding' }, now)]).toEqual(['expired', 'deciding']);
  expect(stateAt(row, before(1))).toBe('proven');
  expect([49, 50].map((seconds) => waitsInVain({ since: before(seconds).toISOString() }, now))).toEqual([
    false,
    true,
  ]);
  expect([isSecret('a'.repeat(43)), isSecret('werk-nord'), isSecret(undefined)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('the broker is the first way in of a new account, as long as the cookie lasts; afterwards and for everybody else it is none', () => {
  const row = { created_at: before(7199), account_member_id: null, released_at: null, link_removed_at: null };
  const member = { state: 'registered', activatedAt: null } as const;
  expect(opensDoor(row, member, now)).toBe(true);
  const closed = [
    opensDoor({ ...row, created_at: before(7200) }, member, now),
    opensDoor({ ...row, account_member_id: 'max' }, member, now),
    opensDoor({ ...row, released_at: now }, member, now),
    opensDoor({ ...row, link_removed_at: now }, member, now),
    opensDoor(row, { ...member, state: 'suspended' }, now),
    opensDoor(row, { state: 'active', activatedAt: now }, now),
  ];
  expect(closed).toEqual(closed.map(() => false));
});

test('under https no other host can plant the cookie of a registration', () => {
  expect([browserCookieName(true), browserCookieName(false)]).toEqual([
    '__Host-einlass_registration',
    'einlass_registration',
  ]);
});

test('codes are six digits, others for each registration and each mail, and every digit comes first alike', () => {
  const ring = { current: 1, keys: new Map([[1, Buffer.alloc(32, 7)]]) };
  const ids = Array.from({ length: 2000 }, (_, nth) => `row ${nth}`);
  const codes = ids.map((id) => codeOf(ring, { id, code_key_id: 1, code_generation: 1 }) ?? '');
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
  expect(new Set(codes).size).toBeGreaterThan(1990);
  const firsts = codes.map((code) => codes.filter((other) => other[0] === code[0]).length);
  expect(Math.min(...firsts)).toBeGreaterThan(140);
  expect(codeOf(ring, { id: 'row 1', code_key_id: 1, code_generation: 2 })).not.toBe(codes[1]);
  expect(codeOf(ring, { id: 'row 1', code_key_id: null, code_generation: 0 })).toBeUndefined();
});

test('a code is read as people type it, and nothing else is one', () => {
  expect(['123 456', ' 123-456 ', '１２３４５６'].map(typedCode)).toEqual(['123456', '123456', '123456']);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = typedCode(text);
      expect(read === undefined || /^\d{6}$/.test(read)).toBe(true);
    }),
  );
});
