import { expect, test } from '@jest/globals';
import { seed } from '../support/drawn.ts';
import { wrongOf } from './_run.ts';
import { storming } from './kills.ts';

test(`seven times kill -9 while people are imported, invited, redeem, are renamed and suspended (seed ${seed}): nothing is lost, burnt or doubled`, async () => {
  const lines: string[] = [];
  const figures = await storming({
    people: 8,
    kills: [1, 1, 3, 2],
    seed,
    log: (line) => lines.push(line),
  });
  const wrong = wrongOf(figures);
  expect({ wrong, lines: wrong.length > 0 ? lines : [] }).toEqual({ wrong: [], lines: [] });
}, 1_800_000);
