import { expect, test } from '@jest/globals';
import { seed } from '../support/drawn.ts';
import { wrongOf } from './_run.ts';
import { importing } from './import.ts';

test(`an import whose worker is killed in the middle of rows ends like one that was not (seed ${seed})`, async () => {
  const lines: string[] = [];
  const figures = await importing({ rows: 120, kills: 4, seed, log: (line) => lines.push(line) });
  const wrong = wrongOf(figures);
  expect({ wrong, lines: wrong.length > 0 ? lines : [] }).toEqual({ wrong: [], lines: [] });
}, 1_800_000);
