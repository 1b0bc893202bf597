import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { locales } from '../../sidecar/platform/i18n.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser } from '../support/browser.ts';
import { sampleViews } from './sample-views.ts';
import { company, render, serveSamples } from './view-server.ts';

const root = join(import.meta.dirname, '../../sidecar');
let site: Awaited<ReturnType<typeof serveSamples>>;
let browser: Browser;

beforeAll(async () => {
  site = await serveSamples();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Visits every sample in one window; complaints of the browser (policy, missing files, scripts) are failures. */
async function visitAll(options: BrowserContextOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const context = await newBrowser(browser, 'de-DE', { reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${page.url()}: ${message.text()}`);
  });
  for (const { name, layout } of sampleViews) {
    const response = await page.goto(`${site.origin}/${layout}/${name}`);
    expect([name, response?.status()]).toEqual([name, 200]);
    await look(page);
  }
  await context.close();
  expect(complaints).toEqual([]);
}

describe.each(locales)('in %s', (locale) => {
  test.each(sampleViews.map(({ name }) => name))(
    '%s has all its texts and escapes what people typed',
    (name) => {
      const { view, data } = sampleViews.find((sample) => sample.name === name) ?? { view: '', data: {} };
      const frame = { company, page: { url: '/', path: '/', locale } };
      const html = render(view, { ...frame, ...data }, locale);
      expect(html).not.toContain('<script');
      expect(html).not.toMatch(/\[object|undefined|NaN|\{\{| style=| on[a-z]+=/);
      expect(html).not.toMatch(/>\s*(admin-ui|members|invitations|areas|platform)\.[a-zA-Z.]+\s*</);
      expect(html.match(/<h1/g)).toHaveLength(1);
    },
  );
});

describe('in Chromium', () => {
  const wide = { width: 1440, height: 900 };
  const narrow = { width: 320, height: 640 };
  test.each([
    ['wide, light, German', { viewport: wide, colorScheme: 'light', locale: 'de-DE' }],
    ['wide, dark, English', { viewport: wide, colorScheme: 'dark', locale: 'en-GB' }],
    ['320 px, light, English', { viewport: narrow, colorScheme: 'light', locale: 'en-GB' }],
    ['320 px, dark, German', { viewport: narrow, colorScheme: 'dark', locale: 'de-DE' }],
    ['high contrast', { viewport: wide, contrast: 'more', locale: 'de-DE' }],
    ['high contrast, dark', { viewport: narrow, contrast: 'more', colorScheme: 'dark', locale: 'de-DE' }],
  ] satisfies [string, BrowserContextOptions][])(
    'axe has no complaint and nothing sticks out: %s',
    async (_, options) => {
      await visitAll(options, async (page) => {
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      });
    },
    1_200_000,
  );

  test.each([
    ['forced colours', { viewport: wide, forcedColors: 'active', locale: 'de-DE' }],
    ['without JavaScript', { viewport: narrow, javaScriptEnabled: false, locale: 'de-DE' }],
  ] satisfies [string, BrowserContextOptions][])('every page opens and fits: %s', async (_, options) => {
    await visitAll(options, expectNoSidewaysScroll);
  });

  test('the look follows the choice, which is kept; language and menu work without a mouse', async () => {
    const context = await newBrowser(browser, 'en-US', {
      viewport: narrow,
      colorScheme: 'light',
      javaScriptEnabled: false,
    });
    const page = await context.newPage();
    await page.goto(`${site.origin}/admin/members?lang=de&q=a`);
    const background = async () => {
      await page.waitForLoadState();
      return page.evaluate('getComputedStyle(document.querySelector(".einlass-page")).backgroundColor');
    };
    const light = await background();
    await page.keyboard.press('Tab');
    await expect(page.locator(':focus').innerText()).resolves.toBe('Zum Inhalt springen');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#menu').getByRole('button', { name: 'Dunkel' }).press('Enter');
    expect(page.url()).toBe(`${site.origin}/admin/members?lang=de&q=a`);
    expect(await background()).not.toBe(light);
    await page.reload();
    expect(await background()).not.toBe(light);
    await page.getByRole('button', { name: 'Menü' }).press('Enter');
    await page.locator('#menu').getByRole('link', { name: 'English' }).press('Enter');
    await page.locator('h1', { hasText: 'User permissions' }).waitFor();
    expect(page.url()).toContain('q=a');
    await context.close();
  });

  test('a running campaign refreshes itself and stops when it is done', async () => {
    const context = await newBrowser(browser);
    const page = await context.newPage();
    await page.goto(`${site.origin}/admin/campaign-running`);
    const done = await (await context.request.get(`${site.origin}/admin/campaign-done`)).text();
    let asked = 0;
    await page.route('**/admin/campaign-running', (route) => {
      asked += 1;
      return route.fulfill({ contentType: 'text/html', body: done });
    });
    await page.locator('#campaign', { hasText: 'Alle E-Mails sind verarbeitet.' }).waitFor();
    expect(await page.locator('#campaign').getAttribute('hx-get')).toBeNull();
    expect(asked).toBe(1);
    await context.close();
  });
});

test('every PatternFly component that a page uses is in the style sheet', () => {
  const css = readFileSync(join(root, 'admin-ui/assets/admin.css'), 'utf8');
  const folders = readdirSync(root).flatMap((room) => {
    try {
      return readdirSync(join(root, room, 'views')).map((file) => join(root, room, 'views', file));
    } catch {
      return [];
    }
  });
  const used = new Set(folders.flatMap((file) => readFileSync(file, 'utf8').match(/pf-v6-c-[a-z-]+/g) ?? []));
  expect([...used].filter((component) => !css.includes(`.${component}`))).toEqual([]);
});
