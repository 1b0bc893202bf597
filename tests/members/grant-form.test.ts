import { expect, test } from '@jest/globals';
import { readWishes } from '../../sidecar/members/grant-form.rules.ts';
import { endOf } from '../../sidecar/platform/day.rules.ts';
import { AppError } from '../../sidecar/platform/errors.ts';

const now = new Date('2026-05-01T10:00:00Z');
const held = [{ areaId: 'north', role: 'member' as const, endsAt: endOf('2026-05-31') }];
const none = (areaId: string, lastDay: string) => [{ areaId, role: undefined, lastDay }];

function refused(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    if (error instanceof AppError) return error.fields;
    throw error;
  }
}

test('an end without a role is refused at its field, and the end of a role that goes is none', () => {
  const text = 'members.person.problem.endWithoutRole';
  expect(refused(() => readWishes(held, none('south', '2026-05-31'), now))).toEqual([
    { field: 'end.south', text },
  ]);
  expect(refused(() => readWishes(held, none('north', '2026-06-30'), now))).toEqual([
    { field: 'end.north', text },
  ]);
  expect(readWishes(held, [...none('north', '2026-05-31'), ...none('south', '')], now)).toEqual([
    { areaId: 'north', role: undefined },
    { areaId: 'south', role: undefined },
  ]);
});
