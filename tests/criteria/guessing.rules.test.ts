import { expect, test } from '@jest/globals';
import { fc } from '../support/drawn.ts';
import {
  alarmOf,
  allowedOf,
  budgetFor,
  chargedAreas,
  matchBudgets,
  monthOf,
  raisedOf,
  verdictOf,
} from '../../sidecar/criteria/guessing.rules.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';

const now = new Date('2026-03-31T23:30:00Z');
const found = fc.constantFrom('one' as const, 'used' as const, 'ambiguous' as const, 'none' as const);
const slowed = fc.option(fc.integer({ min: -3600, max: 3600 }).map((seconds) => addSeconds(now, seconds)));
const standing = { networkId: 'network', unnamed: true };

test('while a budget is spent every answer is the same, whatever was found', () => {
  fc.assert(
    fc.property(found, slowed, (what, slowedUntil) => {
      const answer = verdictOf(what, { spent: true, slowedUntil, released: false }, now);
      expect(answer).toEqual({ kind: 'hold', until: null });
    }),
  );
});

test('while a record is slowed, hit and miss wait alike, and not a moment longer', () => {
  fc.assert(
    fc.property(found, fc.integer({ min: 1, max: 3600 }), (what, seconds) => {
      const slowedUntil = addSeconds(now, seconds);
      const slow = { spent: false, slowedUntil, released: false };
      expect(verdictOf(what, slow, now)).toEqual({ kind: 'hold', until: slowedUntil });
      expect(verdictOf(what, slow, slowedUntil).kind).toBe(what === 'one' ? 'admit' : 'refuse');
    }),
  );
});

test('whoever was let through is decided, only one open record admits, and nobody is refused for the wrong reason', () => {
  fc.assert(
    fc.property(found, slowed, fc.boolean(), (what, slowedUntil, spent) => {
      const answer = verdictOf(what, { spent, slowedUntil, released: true }, now);
      const wanted =
        what === 'one' ? { kind: 'admit' } : { kind: 'refuse', reason: what === 'none' ? 'mismatch' : what };
      expect(answer).toEqual(wanted);
    }),
  );
});

test('a miss is paid once in every area of those it names; the network pays only for what could not name anybody', () => {
  fc.assert(
    fc.property(found, fc.array(fc.constantFrom('a', 'b', 'c')), fc.boolean(), (what, named, unnamed) => {
      const charged = chargedAreas(what, named, { ...standing, unnamed });
      if (what === 'one') return expect(charged).toEqual([]);
      const nobody = unnamed ? ['network'] : [];
      expect(new Set(charged)).toEqual(new Set(named.length > 0 ? named : nobody));
      expect(charged).toEqual([...new Set(charged)].toSorted());
    }),
  );
  expect(matchBudgets(['b', 'a'], standing)).toEqual(['a', 'b', 'network']);
  expect(matchBudgets(['b', 'a'], { ...standing, unnamed: false })).toEqual(['a', 'b']);
});

test('a budget is a hundredth of the records, at least 20, and counts for a month of UTC', () => {
  expect([0, 1999, 2000, 2001, 1_000_000].map(budgetFor)).toEqual([20, 20, 20, 21, 10_000]);
  expect([monthOf(now), monthOf(addSeconds(now, 1800))]).toEqual(['2026-03-01', '2026-04-01']);
});

test('raising n times within a day gives n times more, and all of it is gone a day after the last', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 500 }), fc.integer({ min: 1, max: 5 }), (budget, times) => {
      let state = { budget, spent: 0, raised: 0, raisedUntil: null as Date | null };
      for (let nth = 0; nth < times; nth++) state = { ...state, ...raisedOf(state, addSeconds(now, nth)) };
      expect(allowedOf(state, addSeconds(now, times))).toBe(budget * (times + 1));
      expect(allowedOf(state, addSeconds(now, times + 24 * 3600))).toBe(budget);
    }),
  );
});

test('spending a whole budget at once alarms twice: at half of it, and when it is spent', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 300 }), (budget) => {
      const state = { budget, raised: 0, raisedUntil: null };
      let [alarmedAt, spentAlarmedAt]: [Date | null, Date | null] = [null, null];
      const alarms: string[] = [];
      for (let spent = 1; spent <= budget; spent++) {
        const alarm = alarmOf({ ...state, spent, alarmedAt, spentAlarmedAt }, now);
        if (alarm === 'half') alarmedAt = now;
        if (alarm === 'spent') spentAlarmedAt = now;
        if (alarm) alarms.push(`${alarm} ${spent}`);
      }
      expect(alarms).toEqual([`half ${Math.ceil(budget / 2)}`, `spent ${budget}`]);
      const nextDay = { ...state, spent: budget - 1, alarmedAt: now, spentAlarmedAt: now };
      expect(alarmOf(nextDay, addSeconds(now, 24 * 3600))).toBe('half');
    }),
  );
});
