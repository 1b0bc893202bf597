import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { type FactRule, normalise } from '../../sidecar/criteria/normalise.rules.ts';

const exact: FactRule = { type: 'text', comparison: 'exact' };
const tolerant: FactRule = { type: 'text', comparison: 'tolerant' };
const unicode = fc.string({ unit: 'binary', maxLength: 60 });

test.each([
  [' Anna  Lena ', 'Anna Lena', 'annalena'],
  ['Mu\u0308ller', 'Müller', 'mueller'],
  ['MÜLLER', 'MÜLLER', 'mueller'],
  ['Mueller', 'Mueller', 'mueller'],
  ['Müller-Lüdenscheidt', 'Müller-Lüdenscheidt', 'muellerluedenscheidt'],
  ['Weiß', 'Weiß', 'weiss'],
  ['GROẞ', 'GROẞ', 'gross'],
  ['O’Neill', 'O’Neill', 'oneill'],
  ["O'Neill", "O'Neill", 'oneill'],
  ['José\u00a0María', 'José María', 'josemaria'],
  ['Łukasz Đorđe', 'Łukasz Đorđe', 'lukaszdorde'],
  ['İpek Işık', 'İpek Işık', 'ipekisik'],
  ['ΣΟΦΟΣ', 'ΣΟΦΟΣ', 'σοφοσ'],
  ['A\u200bn\u00adna', 'Anna', 'anna'],
  ['00 471-A', '00 471-A', '00471a'],
  ['-', '-', '-'],
])('%j is compared as %j, tolerantly as %j (stored hashes depend on it)', (fact, strict, loose) => {
  expect([normalise(exact, fact), normalise(tolerant, fact)]).toEqual([strict, loose]);
});

test('a second pass changes nothing, for every character and any text', () => {
  for (let code = 0; code < 0x20000; code += 1) {
    if (/[\p{Cn}\p{Co}\p{Cs}]/u.test(String.fromCodePoint(code))) continue;
    for (const rule of [exact, tolerant]) {
      const once = normalise(rule, `a${String.fromCodePoint(code)}b`);
      if (normalise(rule, once) !== once) throw new Error(`U+${code.toString(16)}: ${JSON.stringify(once)}`);
    }
  }
  fc.assert(
    fc.property(unicode, fc.constantFrom(exact, tolerant), (fact, rule) => {
      const once = normalise(rule, fact);
      expect(normalise(rule, once)).toBe(once);
    }),
    { numRuns: 2000 },
  );
});

test('what is equal exactly is equal tolerantly, and case or composition never matter there', () => {
  fc.assert(
    fc.property(unicode, (fact) => {
      const same = normalise(tolerant, fact);
      expect(normalise(tolerant, normalise(exact, fact))).toBe(same);
      expect(normalise(tolerant, fact.normalize('NFD'))).toBe(same);
    }),
    { numRuns: 2000 },
  );
});
