import { percentile } from '../bench/_run.ts';
import type { Figure } from './_run.ts';
import type { Record } from './_soak-record.ts';
import type { Floor } from './_soak-samples.ts';

/** The most by which what is held may grow in an hour; stated before the run. */
export const mostGrowth: { readonly [what: string]: number } = {
  'RSS of web, MB': 30,
  'RSS of worker, MB': 30,
  'heap of web, MB': 10,
  'heap of worker, MB': 10,
  'open files of web': 5,
  'open files of worker': 5,
  'PostgreSQL connections': 3,
  'Redis connections': 3,
  'SMTP connections': 2,
  'Redis keys without an end': 10,
};
/** A slope over less says nothing about an hour. */
const fewestMinutes = 20;

/** The median of the slopes between all pairs of points (Theil and Sen): a few points that lie off do not move it. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const slopes: number[] = [];
  for (const [nth, [x, y]] of points.entries())
    for (const [toX, toY] of points.slice(nth + 1)) if (toX !== x) slopes.push((toY - y) / (toX - x));
  return percentile(slopes, 0.5);
}

/** What grows, from the first quarter on, by the hour. */
export function growth(floors: readonly Floor[]): Figure[] {
  const warm = floors.slice(Math.ceil(floors.length / 4));
  return Object.entries(mostGrowth).map(([what, most]) => {
    const points = warm.flatMap(({ minute, least }) => {
      const value = least[what];
      return value === undefined ? [] : [[minute, value] as const];
    });
    const perHour = slope(points) * 60;
    const counts = floors.length >= fewestMinutes;
    const figure = Number.isNaN(perHour) ? '–' : perHour.toFixed(1);
    return {
      what: `${what}: growth in an hour`,
      figure,
      wanted: counts ? `≤ ${most}` : '',
      ok: !counts || perHour <= most,
    };
  });
}

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
const times = (all: readonly number[]): string =>
  all.length === 0 ? '–' : [0.5, 0.95, 0.99].map((share) => Math.round(percentile(all, share))).join(' / ');

/** Answer times by what people were doing, with and without a kill, in Markdown. */
export function answerTable(record: Record): string[] {
  const kinds = Map.groupBy(record.asked, ({ kind }) => kind);
  const lines = [...kinds]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([kind, asked]) => {
      const parts = [false, true].map((inKill) =>
        asked.filter(({ from, to }) => record.inKill(from, to) === inKill),
      );
      const shown = parts.flatMap((part) => [
        part.length,
        times(part.flatMap(({ from, to, problem }) => (problem === undefined ? [to - from] : []))),
        part.filter(({ problem }) => problem !== undefined).length,
      ]);
      return row([kind, ...shown]);
    });
  return [
    row([
      'what people do',
      'requests',
      'ms p50 / p95 / p99',
      'errors',
      'requests at a kill',
      'ms p50 / p95 / p99',
      'errors',
    ]),
    row(['---', '---:', '---:', '---:', '---:', '---:', '---:']),
    ...lines,
  ];
}

const held = (value: number | undefined): string =>
  value === undefined ? '–' : String(Math.round(value * 10) / 10);

/** What was held, first quarter against the last one, in Markdown. */
export function heldTable(floors: readonly Floor[]): string[] {
  const quarter = Math.max(1, Math.floor(floors.length / 4));
  const [second, last] = [floors.slice(quarter, 2 * quarter), floors.slice(-quarter)];
  const names = [...new Set(floors.flatMap(({ least }) => Object.keys(least)))];
  const middle = (some: readonly Floor[], what: string) =>
    held(
      percentile(
        some.flatMap(({ least }) => least[what] ?? []),
        0.5,
      ),
    );
  const most = (what: string) => held(Math.max(...floors.flatMap(({ most: all }) => all[what] ?? [])));
  return [
    row(['what is held', 'second quarter', 'last quarter', 'most']),
    row(['---', '---:', '---:', '---:']),
    ...names.map((what) => row([what, middle(second, what), middle(last, what), most(what)])),
  ];
}
