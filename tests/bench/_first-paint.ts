import type { Browser } from 'playwright-core';
import { authorizeUrl } from '../support/authorize-url.ts';
import { launch } from '../support/browser.ts';
import { atMost, type Measure, median, told } from './_run.ts';
import type { SignInHouse } from './_signin-house.ts';

const rounds = 3;

/** Milliseconds until the first text of a page is painted, in a browser that has nothing of it yet. */
async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    // What never answers would hold up "load".
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    return await page.evaluate<number>(`new Promise((done) => {
      new PerformanceObserver((list) => {
        const [entry] = list.getEntriesByName('first-contentful-paint');
        if (entry) done(entry.startTime);
      }).observe({ type: 'paint', buffered: true });
    })`);
  } finally {
    await context.close();
  }
}

/** When the login page is painted while the sidecar answers, is away, or never answers. */
export async function paints(
  { proxy, realm }: SignInHouse,
  count: number,
  log: (line: string) => void,
): Promise<Measure[]> {
  const url = authorizeUrl(realm.issuer, realm.redirectUri, { client_id: realm.clientId });
  const browser = await launch();
  const times = { pass: [] as number[], nothing: [] as number[], silent: [] as number[] };
  const states = ['pass', 'nothing', 'silent'] as const;
  try {
    for (let round = 0; round <= rounds; round += 1)
      for (const state of round % 2 === 0 ? states : states.toReversed()) {
        await proxy.become(state);
        for (let nth = 0; nth < count; nth += 1) {
          const ms = await firstPaint(browser, url);
          if (round > 0) times[state].push(ms);
        }
      }
  } finally {
    await browser.close();
    await proxy.become('pass');
  }
  const [up, refused, silent] = [median(times.pass), median(times.nothing), median(times.silent)];
  log(`first paint: ${[up, refused, silent].map(Math.round).join(', ')} ms`);
  return [
    told('login page painted after ms: sidecar up', up),
    told('login page painted after ms: sidecar away', refused),
    told('login page painted after ms: sidecar silent', silent),
    atMost('painted: away ÷ up', refused / up, 1.5),
    atMost('painted: silent ÷ up', silent / up, 1.5),
  ];
}
