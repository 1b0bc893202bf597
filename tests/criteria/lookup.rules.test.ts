import { expect, test } from '@jest/globals';
import { hashed, importLookup, lookupKey, nearSets } from '../../sidecar/criteria/lookup.rules.ts';
import type { Rules } from '../../sidecar/criteria/normalise.rules.ts';
import { ringOf } from './records.ts';

const ring = ringOf(2);
const key = lookupKey(ring, 1);
const text = { type: 'text', comparison: 'exact' } as const;
const rules: Rules = { firstName: text, lastName: text, employeeNumber: text };
const erika = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '00471' };
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('nothing can be looked up without the key, and each use has hashes of its own', () => {
  const { lookup, near } = hashed(key, rules, erika);
  const others = [
    hashed(lookupKey(ring, 2), rules, erika).lookup,
    hashed(lookupKey(ringOf(1), 1), rules, erika).lookup,
    importLookup(key, erika),
    ...near,
  ];
  expect(new Set([lookup, ...others].map(hex)).size).toBe(7);
  expect(lookup).toHaveLength(16);
  expect(hashed(key, rules, { ...erika, firstName: 'Erika ' }).lookup).toEqual(lookup);
});

test('facts cannot be shifted from one field into the next', () => {
  const of = (firstName: string, lastName: string) => hex(hashed(key, rules, { firstName, lastName }).lookup);
  expect(of('Anna","Lena', 'X')).not.toBe(of('Anna', 'Lena","X'));
  expect(of('Anna', 'Lena X')).not.toBe(of('Anna Lena', 'X'));
});

test('two fields or the employee number alone name somebody, any other single field nobody', () => {
  expect(nearSets(['birthday', 'firstName', 'lastName'])).toEqual([
    ['firstName', 'lastName'],
    ['birthday', 'lastName'],
    ['birthday', 'firstName'],
  ]);
  expect(nearSets(['employeeNumber', 'lastName'])).toEqual([['employeeNumber']]);
  expect(nearSets(['firstName', 'lastName'])).toEqual([]);
  expect(nearSets(['employeeNumber'])).toEqual([]);
});
