import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import {
  digits,
  formatFor,
  initialPassword,
  letters,
} from '../../sidecar/credentials/initial-password.rules.ts';
import { parsePolicy, policyProblems } from '../../sidecar/credentials/password-policy.rules.ts';

const ring = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
const ours = parsePolicy('length(12) and maxLength(128) and notUsername(undefined) and notEmail(undefined)');

function passwordFor(policyText: string, letterId: string = randomUUID(), generation = 1): string {
  const policy = policyText === '' ? ours : parsePolicy(policyText);
  const ref = { letterId, keyId: 1, generation };
  return initialPassword(ring, { ...ref, format: formatFor(ring, policy, ref) });
}

test('five groups of four with hyphens, the first letter large, at least one digit, nothing to be mistaken', () => {
  for (let index = 0; index < 500; index += 1) {
    const password = passwordFor('');
    expect(password).toMatch(/^[A-Z][a-z2-9]{3}(-[a-z2-9]{4}){4}$/);
    expect(password).toMatch(/\d/);
    expect(password).not.toMatch(/[0Oo1Iil]/);
  }
});

/** How many passwords there are, counted from the alphabet and the rules of the shape alone. */
function bits(groups: number, upper: number): number {
  const others = groups * 4 - upper;
  const all = letters.length + digits.length;
  // the large ones are letters, and among the others is at least one digit
  return Math.log2(letters.length ** upper * (all ** others - letters.length ** others));
}

test('at least 80 bits, also after a policy has refused all but one of 64 candidates', () => {
  expect(new Set(letters + digits).size).toBe(31);
  for (const upper of [1, 2, 3, 4]) expect(bits(5, upper) - Math.log2(64)).toBeGreaterThan(80);
  expect(bits(4, 1)).toBeLessThan(80);
});

test('symbols come in equal shares', () => {
  const seen = new Map<string, number>();
  for (let index = 0; index < 4000; index += 1)
    for (const symbol of passwordFor('').slice(5).replaceAll('-', ''))
      seen.set(symbol, (seen.get(symbol) ?? 0) + 1);
  const total = [...seen.values()].reduce((sum, count) => sum + count, 0);
  expect(seen.size).toBe(31);
  const chi = [...seen.values()].reduce((sum, count) => sum + (count - total / 31) ** 2 / (total / 31), 0);
  // 30 degrees of freedom: beyond 90 once in ten million runs
  expect(chi).toBeLessThan(90);
});

test('the same letter gives the same password; another letter, generation or key another', () => {
  const id = randomUUID();
  expect(passwordFor('', id)).toBe(passwordFor('', id));
  const many = new Set([
    passwordFor('', id),
    passwordFor('', id, 2),
    ...Array.from({ length: 200 }, () => passwordFor('')),
  ]);
  expect(many.size).toBe(202);
  const ref = { letterId: id, keyId: 1, generation: 1 };
  const format = formatFor(ring, ours, ref);
  const otherRing = { current: 1, keys: new Map([[1, randomBytes(32)]]) };
  const others = formatFor(otherRing, ours, ref);
  expect(initialPassword(otherRing, { ...ref, format: others })).not.toBe(passwordFor('', id));
  // A later policy changes nothing of what was issued.
  expect(initialPassword(ring, { ...ref, format })).toBe(passwordFor('', id));
});

describe('meets whatever policy can be met', () => {
  test.each([
    'length(30)',
    'maxLength(24)',
    'digits(6) and upperCase(3) and lowerCase(5) and specialChars(4)',
    'specialChars(7)',
    'regexPattern(^[A-Z].*[0-9]$)',
    'length(8) and regexPattern(.*[a-z]{2}-.*)',
  ])('%s', (text) => {
    for (let index = 0; index < 50; index += 1)
      expect(policyProblems(parsePolicy(text), passwordFor(text), { username: 'x' })).toEqual([]);
  });

  test('any mix of demands within reason', () => {
    const rule = (id: string, max: number) =>
      fc.integer({ min: 0, max }).map((value) => (value === 0 ? '' : `${id}(${value})`));
    const mixes = fc
      .tuple(
        rule('length', 60),
        rule('digits', 4),
        rule('upperCase', 4),
        rule('lowerCase', 6),
        rule('specialChars', 9),
      )
      .map((rules) => rules.filter((one) => one !== '').join(' and '));
    fc.assert(
      fc.property(mixes, (text) => {
        const password = passwordFor(text);
        expect(policyProblems(parsePolicy(text), password, { username: 'x' })).toEqual([]);
        expect(password).toMatch(/^[A-Za-z2-9]{4}(-[A-Za-z2-9]{4}){4,}$/);
      }),
      { numRuns: 200 },
    );
  });
});

test.each(['maxLength(23)', 'upperCase(5)', 'regexPattern([0-9]+)', 'regexPattern(.*0.*)'])(
  'a policy that no safe password meets is refused with what to do: %s',
  (text) => {
    expect(() => passwordFor(text)).toThrow(expect.objectContaining({ code: 'password_policy' }));
  },
);
