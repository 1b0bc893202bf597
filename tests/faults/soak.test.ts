import { expect, test } from '@jest/globals';
import { answerTable, growth, slope } from './_soak-figures.ts';
import { Record } from './_soak-record.ts';
import type { Floor } from './_soak-samples.ts';

/** An hour of this much, minute by minute. */
const hour = (rss: (minute: number) => number): Floor[] =>
  Array.from({ length: 60 }, (_, minute) => {
    const sample = { 'RSS of web, MB': rss(minute) };
    return { minute, least: sample, most: sample };
  });
const found = (rss: (minute: number) => number) =>
  growth(hour(rss)).find(({ what }) => what.startsWith('RSS of web'));

test('a leak is seen, neither warming up nor a few odd minutes are taken for one', () => {
  expect(slope([0, 1, 2, 3].map((x) => [x, 2 * x + 1] as const))).toBe(2);
  expect(found((minute) => 200 + minute)).toMatchObject({ figure: '60.0', wanted: '≤ 30', ok: false });
  expect(found((minute) => Math.min(250, 150 + 10 * minute))).toMatchObject({ figure: '0.0', ok: true });
  expect(found((minute) => (minute % 9 === 8 ? 400 : 220))).toMatchObject({ figure: '0.0', ok: true });
});

test('what grows is judged over at least twenty minutes only', () => {
  const few = growth(hour((minute) => 200 + 10 * minute).slice(0, 19))[0];
  expect(few).toMatchObject({ wanted: '', ok: true });
});

test('a request that touches a kill is counted with it, every other one is not', () => {
  const record = new Record();
  record.windows.push({ target: 'web', from: 100, to: 200 });
  expect(
    [
      [0, 99],
      [0, 100],
      [150, 160],
      [200, 300],
      [201, 300],
    ].map(([from = 0, to = 0]) => record.inKill(from, to)),
  ).toEqual([false, true, true, true, false]);
  record.asked.push(
    { kind: 'signs in', from: 10, to: 20, problem: undefined },
    { kind: 'signs in', from: 150, to: 180, problem: '503' },
  );
  expect(answerTable(record).at(-1)).toBe('| signs in | 1 | 10 / 10 / 10 | 0 | 1 | – | 1 |');
});
