import { expect, test } from '@jest/globals';
import { fold } from '../../sidecar/members/fold.rules.ts';
import { nameKeys, saysTheSame } from '../../sidecar/members/likeness.rules.ts';

test('a name is looked up in every spelling that it may be stored in', () => {
  const stored: [string, string][] = [
    ['Jörg', 'Müller'],
    ['Joerg', 'Mueller'],
    ['JOERG', 'Müller'],
    ['Mueller', 'Jörg'],
  ];
  for (const [first, last] of stored) {
    const key = `${fold(last)} ${fold(first)}`;
    for (const [one, other] of stored) expect(nameKeys(one, other)).toContain(key);
  }
  expect(nameKeys('Anna-Lena', 'de la Cruz')).toContain('de la cruz anna lena');
  expect(nameKeys(' Anna  Lena', 'Weiß')).toContain('weiss anna-lena');
  expect(nameKeys('Eva', 'Klein')).toEqual(['klein eva', 'eva klein']);
});

test('what says the same is no difference; what only looks alike is one', () => {
  for (const [a, b] of [
    ['Müller', 'MUELLER'],
    ['Anna-Lena', 'Annalena'],
    ['A 471', 'a471'],
    ['René', 'Rene'],
  ] as const)
    expect([a, b, saysTheSame(a, b)]).toEqual([a, b, true]);
  for (const [a, b] of [
    ['Michael', 'Michal'],
    ['00471', '471'],
    ['Klein', 'Kleine'],
  ] as const)
    expect([a, b, saysTheSame(a, b)]).toEqual([a, b, false]);
});
