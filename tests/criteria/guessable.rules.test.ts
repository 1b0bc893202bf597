import { expect, test } from '@jest/globals';
import type { FieldType } from '../../sidecar/areas/field.table.ts';
import { endOf, lastDayOf } from '../../sidecar/platform/day.rules.ts';
import { guessability, isNamed } from '../../sidecar/criteria/guessable.rules.ts';

const types: Record<string, FieldType> = {
  firstName: 'text',
  lastName: 'text',
  employeeNumber: 'number',
  born: 'date',
  town: 'text',
};
const chosen = (...keys: string[]) => keys.map((key) => ({ key, type: types[key] ?? 'text' }));

test.each([
  [[], undefined, false],
  [['firstName', 'lastName'], 'names', true],
  [['lastName'], 'names', false],
  [['employeeNumber'], 'single', false],
  [['born'], 'single', false],
  [['firstName', 'lastName', 'born'], 'colleagues', true],
  [['lastName', 'town'], 'colleagues', false],
  [['lastName', 'employeeNumber'], 'hard', false],
  [['firstName', 'lastName', 'born', 'town'], 'hard', true],
])('how guessable %j is', (keys, guessable, named) => {
  expect(guessability(chosen(...keys))).toBe(guessable);
  expect(isNamed(chosen(...keys))).toBe(named);
});

test('an end date counts to the end of its day, also where clocks change or years end', () => {
  for (const day of ['2026-03-29', '2026-10-25', '2026-12-31', '2028-02-29']) {
    const end = endOf(day);
    expect(lastDayOf(end)).toBe(day);
    expect([end.getHours(), end.getMinutes()]).toEqual([0, 0]);
  }
});
