import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { newBrowser, signIn } from '../support/browser.ts';
import type { Installation } from '../support/installation.ts';

/** Somebody at their own page, signed in, in a browser of their own. */
export async function signedInAtMe(
  house: Installation,
  browser: Browser,
  who: { username: string; password: string },
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await (await newBrowser(browser, 'de-DE', options)).newPage();
  await page.goto(`${house.url}/me`);
  await signIn(page, who.username, who.password);
  await page.waitForURL(`${house.url}/me`);
  return page;
}
