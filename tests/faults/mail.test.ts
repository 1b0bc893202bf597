import { expect, test } from '@jest/globals';
import { seed } from '../support/drawn.ts';
import { wrongOf } from './_run.ts';
import { campaignUnderFire } from './mail.ts';

test(`a campaign while worker, Redis and mail server are killed and Redis is flushed (seed ${seed}): nothing is lost, and only what was in flight comes twice`, async () => {
  const lines: string[] = [];
  const figures = await campaignUnderFire({
    people: 120,
    faulty: { gone: 3, grey: 2, busy: 1, drop: 2, hang: 1 },
    kills: { worker: 2, redis: 1, sink: 1 },
    others: ['flush'],
    leaseSeconds: 6,
    spans: { awaySeconds: 0, freezeSeconds: 0 },
    seed,
    log: (line) => lines.push(line),
  });
  const wrong = wrongOf(figures);
  expect({ wrong, lines: wrong.length > 0 ? lines : [] }).toEqual({ wrong: [], lines: [] });
}, 1_800_000);
