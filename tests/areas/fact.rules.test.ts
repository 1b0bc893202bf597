import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import { type ReadFact, readFact } from '../../sidecar/areas/fact.rules.ts';
import type { FieldType } from '../../sidecar/areas/field.table.ts';

const read = (type: FieldType, typed: string, key = 'own'): ReadFact => readFact({ key, type }, typed);
const problem = (name: string): ReadFact => ({ problem: `areas.fact.problem.${name}` });

test.each<[FieldType, string, ReadFact]>([
  ['text', ' Ko\u0308ln  \u00a0Süd\u200b ', { fact: 'Köln Süd' }],
  ['text', ' \u00a0 ', { fact: '' }],
  ['text', 'a\nb', problem('characters')],
  ['text', 'a\u0000b', problem('characters')],
  ['text', 'x'.repeat(201), problem('long')],
  ['number', '00471', { fact: '00471' }],
  ['number', ' 00 471-A ', { fact: '00 471-A' }],
  ['number', '1'.repeat(65), problem('longNumber')],
  ['date', '24.12.1970', { fact: '1970-12-24' }],
  ['date', '4. 2. 1970', { fact: '1970-02-04' }],
  ['date', '1970-2-4', { fact: '1970-02-04' }],
  ['date', '29.02.2000', { fact: '2000-02-29' }],
  ['date', '29.02.1900', problem('date')],
  ['date', '31.4.1970', problem('date')],
  ['date', '12/24/1970', problem('date')],
  ['date', '24.12.70', problem('date')],
  ['date', '0070-12-24', problem('date')],
])('a %s typed as %j becomes %j', (type, typed, expected) => {
  expect(read(type, typed)).toEqual(expected);
});

test('a name that the account could not have is refused before it is stored', () => {
  expect(read('text', 'Anna <3', 'firstName')).toEqual(problem('name'));
  expect(read('text', 'x'.repeat(121), 'lastName')).toEqual(problem('longName'));
  expect(read('text', 'Anna <3')).toEqual({ fact: 'Anna <3' });
});

test('a fact read again is the same fact', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }),
      fc.constantFrom<FieldType>('text', 'number'),
      (typed, type) => {
        const once = read(type, typed);
        if ('fact' in once) expect(read(type, once.fact)).toEqual(once);
      },
    ),
  );
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
      (day) => {
        const iso = day.toISOString().slice(0, 10);
        const [year, month, date] = iso.split('-').map(Number);
        expect(read('date', `${date}.${month}.${year}`)).toEqual({ fact: iso });
        expect(read('date', iso)).toEqual({ fact: iso });
      },
    ),
  );
});
