import { expect, test } from '@jest/globals';
import { firstMet, isHeld, type Sign, standingAfter } from '../../sidecar/mail/domain.rules.ts';
import { nextRound } from '../../sidecar/mail/lane.rules.ts';
import { addSeconds } from '../../sidecar/platform/clock.ts';
import { start } from './mail-setup.ts';

const after = (signs: readonly Sign[], from = firstMet) =>
  signs.reduce((standing, sign) => standingAfter(standing, sign, start), from);
const free = after(['answered']);

test('a domain has one connection until its first answer, then all; trouble before that answer puts its mail off', () => {
  expect(firstMet.free).toBe(false);
  expect(free).toEqual({ free: true, troubles: 0, holds: 0, until: null });
  for (const sign of ['temporary', 'slow'] as const)
    expect(after([sign])).toEqual({ free: false, troubles: 1, holds: 1, until: addSeconds(start, 5) });
});

test('one full mailbox, or four, are no trouble of a whole company; five without an answer in between are', () => {
  const four = Array<Sign>(4).fill('temporary');
  expect(after(four, free)).toMatchObject({ free: true, until: null });
  expect(after([...four, 'answered', ...four], free)).toMatchObject({ free: true, until: null });
  expect(after([...four, 'slow'], free)).toMatchObject({ free: false, until: addSeconds(start, 5) });
});

test('it waits longer each time, and from the start again after an answer, also one that took long', () => {
  let [standing, now] = [firstMet, start];
  const waitAfter = (...signs: Sign[]): number => {
    const began = now;
    for (const sign of signs) standing = standingAfter(standing, sign, began);
    now = standing.until ?? now;
    return (now.getTime() - began.getTime()) / 1000;
  };
  expect([1, 2, 3, 4, 5].map(() => waitAfter('slow'))).toEqual([5, 15, 60, 240, 240]);
  expect(waitAfter('late', 'slow')).toBe(5);
  expect(waitAfter('temporary')).toBe(15);
  expect(standingAfter(standing, 'answered', now)).toEqual(free);
});

test('ten that fail together are one trouble', () => {
  expect(after(Array<Sign>(10).fill('temporary'))).toMatchObject({ holds: 1, until: addSeconds(start, 5) });
});

test('nothing of a domain is claimed while it waits, nor beside the one try that it has', () => {
  const troubled = after(['slow']);
  expect(isHeld(troubled, 0, addSeconds(start, 4))).toBe(true);
  expect(isHeld(troubled, 0, addSeconds(start, 5))).toBe(false);
  expect(isHeld(troubled, 1, addSeconds(start, 5))).toBe(true);
  expect(isHeld(firstMet, 1, start)).toBe(false);
  expect(isHeld(free, 5, start)).toBe(false);
});

test('as many messages are claimed together as leave within moments', () => {
  expect([10, 20, 40, 50].map((size) => nextRound(size, 0.5))).toEqual([20, 40, 50, 50]);
  expect(nextRound(20, 2)).toBe(20);
  expect([20, 10, 5].map((size) => nextRound(size, 10))).toEqual([10, 5, 5]);
});
