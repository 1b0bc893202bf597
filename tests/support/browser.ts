import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { patienceSeconds, until } from './processes.ts';
import { servers } from './servers.ts';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How long a page may take on a busy machine before a test gives up. */
const pagePatienceMs = (patienceSeconds / 2) * 1000;
/** The same where the page waits for the worker. */
export const workPatienceMs = 300_000;

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: servers().chromium, args: flags });
}

/** Another person's browser: a profile of its own. */
export async function newBrowser(
  browser: Browser,
  locale = 'de-DE',
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({ locale, viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(pagePatienceMs);
  return context;
}

const screens = process.env['EINLASS_SCREENS'];

/** Keeps a picture where EINLASS_SCREENS names a folder; the README's come from here. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!screens) return;
  mkdirSync(screens, { recursive: true });
  await page.screenshot({ path: join(screens, `${name}.png`) });
}

/** What a part of a page says once all of it is there: a click waits only until the next page begins. */
export async function textOf(page: Page, part = 'main'): Promise<string> {
  await page.waitForLoadState('domcontentloaded');
  return page.locator(part).innerText();
}

/** Leaves a page whose own script may be going somewhere else at this moment, which would break the way off. */
export async function leaveFor(page: Page, url: string): Promise<void> {
  await until(`the way to ${url}`, async () => page.goto(url));
}

/** How wide a picture is by itself, once it is loaded. */
export async function widthOf(image: Locator): Promise<number> {
  const width = () => image.evaluate((shown) => (shown as unknown as { naturalWidth: number }).naturalWidth);
  return until('the picture is loaded', width);
}

type Button = { click(): void; form: { action: string } };
type Sending = { fetch: typeof fetch; FormData: new (form: unknown, button: unknown) => never };

/**
 * A form sent twice, as by a double click, before either is answered: on a slow machine the second click of a real one would meet the
 * page after it.
 */
export function pressTwice(button: Locator): Promise<void> {
  return button.evaluate((element) => {
    const pressed = element as unknown as Button;
    const { fetch: send, FormData: Fields } = globalThis as unknown as Sending;
    const body = new URLSearchParams(new Fields(pressed.form, pressed));
    void send(pressed.form.action, { method: 'POST', body });
    pressed.click();
  });
}

/** Keycloak's login page. */
export async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.locator('#username').fill(username);
  await page.locator('#password').fill(password);
  await page.locator('#kc-login').click();
}

/** Keycloak's page for a new password. */
export async function choosePassword(page: Page, password: string): Promise<void> {
  await page.locator('#password-new').fill(password);
  await page.locator('#password-confirm').fill(password);
  await page.locator('#kc-submit, input[type=submit], button[type=submit]').first().click();
}
