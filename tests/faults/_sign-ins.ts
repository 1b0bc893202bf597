import { setTimeout as sleep } from 'node:timers/promises';
import { httpBrowser } from '../support/http-browser.ts';
import type { Installation } from '../support/installation.ts';
import { type Figure, told } from './_run.ts';

export type SignIns = {
  /** Ends them; what was seen. */
  stop(): Promise<Figure[]>;
};

const everyMs = 300;
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

/** One employee's way to their own page, password included; throws where any answer on it is not as it should be. */
async function signIn(house: Installation): Promise<void> {
  const browser = httpBrowser();
  const page = await browser.follow(await browser.get(`${house.url}/me`));
  if (page.status !== 200) throw new Error(`${page.status} at ${page.url.href}`);
  const form = { username: 'max.mitglied', password: house.password };
  const end = await browser.follow(await browser.submit(page, form));
  if (end.status !== 200 || end.url.origin !== house.url) throw new Error(`${end.status} at ${end.url.href}`);
}

/** Somebody signs in again and again as long as it runs: how long each takes, and how long at most nobody could. */
export function signingIn(house: Installation): SignIns {
  const took: number[] = [];
  const broken: number[] = [];
  const wrong = new Map<string, number>();
  let longestMs = 0;
  let lastGood = performance.now();
  let over = false;
  const one = async (): Promise<void> => {
    const from = performance.now();
    try {
      await signIn(house);
      took.push(performance.now() - from);
      longestMs = Math.max(longestMs, performance.now() - lastGood);
      lastGood = performance.now();
    } catch (error) {
      broken.push(performance.now() - from);
      const what = String((error as Error).message).replaceAll(/\?.*|:\d+/g, '');
      wrong.set(what, (wrong.get(what) ?? 0) + 1);
    }
  };
  const running = (async () => {
    while (!over) {
      await one();
      await sleep(everyMs);
    }
  })();
  return {
    async stop() {
      over = true;
      await running;
      const sorted = took.toSorted((a, b) => a - b);
      const seconds = (ms: number): string => (ms / 1000).toFixed(2);
      return [
        told('sign-ins meanwhile, one after the other', took.length),
        told(
          '… of which nothing came',
          `${broken.length} ${[...wrong].map(([what, times]) => `${times} × ${what}`).join('; ')}`.trim(),
        ),
        told(
          '… seconds, p50 / p99 / slowest',
          [0.5, 0.99, 1].map((share) => seconds(percentile(sorted, share))).join(' / '),
        ),
        told('longest time without one, in seconds', seconds(longestMs)),
      ];
    },
  };
}
