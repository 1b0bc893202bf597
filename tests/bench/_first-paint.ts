import type { Browser } from 'playwright-core';

/** Milliseconds until the first text of a page is painted, in a browser that has nothing of it yet. */
export async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ locale: 'de-DE', viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    // What never answers would hold up "load".
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    return await page.evaluate(
      () =>
        new Promise<number>((done) => {
          new PerformanceObserver((list) => {
            const [entry] = list.getEntriesByName('first-contentful-paint');
            if (entry) done(entry.startTime);
          }).observe({ type: 'paint', buffered: true });
        }),
    );
  } finally {
    await context.close();
  }
}
