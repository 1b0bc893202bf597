import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openDb } from '../../sidecar/platform/db.ts';
import { sql } from 'kysely';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';

let house: Installation;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const place = () => `${house.url}/admin/settings/retention`;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  // whatever night begins meanwhile, it leaves to the tests what they make
  await house.worker().stop();
  context = await newBrowser(browser);
  page = await context.newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const save = (on: Page) => on.getByRole('button', { name: 'Fristen speichern' }).click();
const saved = (on: Page) => on.getByText('Die Fristen sind gespeichert.').waitFor();
const days = (on: Page, label: string) => on.getByLabel(label, { exact: true });

test('periods: what is out of bounds is told at its field, nothing typed is lost, and a change is in the log', async () => {
  await page.getByRole('link', { name: 'Aufbewahrung' }).first().click();
  await page.waitForURL(place());
  await page.getByText('wird noch nichts gelöscht').waitFor();
  await expectAccessible(page);
  await days(page, 'E-Mails').fill('60');
  await days(page, 'Protokoll').fill('30');
  await page.getByLabel('Nie löschen').first().check();
  await save(page);
  await page.getByText('Bitte geben Sie eine ganze Zahl von 365 bis 3650 ein').first().waitFor();
  await expectAccessible(page);
  expect(await days(page, 'E-Mails').inputValue()).toBe('60');
  expect(await page.getByLabel('Nie löschen').first().isChecked()).toBe(true);
  await days(page, 'Protokoll').fill('');
  await save(page);
  await saved(page);
  expect(await page.getByText('wird noch nichts gelöscht').count()).toBe(0);
  const log = await house.query(`select details from audit where act = 'retention.changed'`);
  expect(log.rows).toEqual([{ details: { fields: ['neverActivated', 'messages'] } }]);
});

test('two administrators at once: the second one keeps what they typed, and is told what counts now', async () => {
  const other = await context.newPage();
  await Promise.all([page.goto(place()), other.goto(place())]);
  await days(page, 'Importe').fill('30');
  await save(page);
  await saved(page);
  await days(other, 'Importe').fill('45');
  await save(other);
  await other.getByText('Jetzt gespeichert: 30 Tage.').waitFor();
  expect(await days(other, 'Importe').inputValue()).toBe('45');
  await save(other);
  await saved(other);
  expect(await days(other, 'Importe').inputValue()).toBe('45');
  await other.close();
});

test('what would go is counted before it goes, by the page and at the command line, and the night is told of', async () => {
  const owner = openDb(house.database.migrateUrl, 1);
  await sql`insert into audit (at, act, actor_kind) select now() - interval '2000 days', 'network.changed', 'system'
    from generate_series(1, 1200)`.execute(owner);
  await owner.destroy();
  await page.goto(place());
  await page
    .getByText('Beim nächsten Mal: 1.200 werden gelöscht')
    .or(page.getByText('Beim nächsten Mal: 1200 werden gelöscht'))
    .waitFor();
  expect(await house.command('retention', 'run', '--dry-run')).toMatch(/^audit: 1200$/m);
  expect(await house.command('retention', 'run')).toMatch(/^audit: 1200$/m);
  expect(await house.command('retention', 'run')).toMatch(/^audit: 0$/m);
  await page.goto(place());
  await page.getByText(/Protokoll: 1\.?200/).waitFor();
  for (const [width, query, scheme] of [
    [1280, 'lang=de', 'light'],
    [320, 'lang=en', 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${place()}?${query}`);
    await expectNoSidewaysScroll(page);
    await expectAccessible(page);
    await picture(page, `retention-${width}-${scheme}`);
  }
});
