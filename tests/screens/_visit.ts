import { newBrowser } from '../support/browser.ts';
import type { BrowserContext } from 'playwright-core';
import { authorizeUrl } from '../support/authorize-url.ts';
import type { ScreensHouse } from './_house.ts';
import type { Locale, ScreenPage, Visit } from './_page.ts';
import { newPerson } from './_people.ts';

const languages = { de: 'de-DE', en: 'en-US' } as const;

function authOf({ house, issuer }: ScreensHouse, more: Record<string, string> = {}): string {
  return authorizeUrl(issuer, `${house.appUrl}/callback`, more);
}

async function newContext({ browser }: ScreensHouse, locale: Locale): Promise<BrowserContext> {
  const context = await newBrowser(browser, languages[locale], {
    viewport: { width: 800, height: 640 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  return context;
}

/** Goes to the page in a browser of its own. */
export async function visit(at: ScreensHouse, shown: ScreenPage, locale: Locale): Promise<Visit> {
  const page = await (await newContext(at, locale)).newPage();
  const there: Visit = {
    page,
    locale,
    at,
    auth: (more) => authOf(at, more),
    person: (like) => newPerson(at, like),
  };
  await shown.open(there);
  await page.waitForLoadState('load');
  return there;
}
