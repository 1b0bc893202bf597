import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launch, newBrowser, picture, signIn, textOf, workPatienceMs } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { workbook } from '../support/workbook.ts';
import { looksRightOn } from './looks.ts';

let house: Installation;
let browser: Browser;
let admin: BrowserContext;
let page: Page;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation({ LEASE_SECONDS: '3' }), launch()]);
  admin = await newBrowser(browser);
  page = await admin.newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const main = (tab = page) => textOf(tab);
const count = async (from: string): Promise<number> =>
  Number((await house.query(`select count(*)::int as n from ${from}`)).rows[0]?.['n']);

const looksRight = (name: string) => looksRightOn(page, name);

async function upload(name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${house.url}/admin/imports`);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await page.locator('form[enctype="multipart/form-data"] button[type=submit]').click();
}
const press = (name: string | RegExp, tab = page) => tab.getByRole('button', { name }).first().click();
const shows = (text: string, tab = page) => tab.getByText(text).first().waitFor({ timeout: workPatienceMs });

test('a text file of an HR program: one column is matched, one left out, errors come back as a file and are repaired', async () => {
  const lines = [
    'Zuname;Vorname;E-Mail;Bereich;Kostenstelle',
    'Müßig;Jörg;joerg.muessig@muster.example;Werk Nord;KST-4711',
    'Öztürk;Ayşe;ayse(at)muster;Werk Nord;KST-4712',
    'Groß;Änne;aenne.gross@muster.example;Werk West;KST-4713',
  ].join('\r\n');
  // ş is not in Windows-1252, so this program wrote s
  await upload('Personal.csv', Buffer.from(lines.replace('ş', 's'), 'latin1'));
  await page.waitForURL(/\/columns$/);
  expect(await main()).toContain('KST-4711');
  await page.getByLabel('Spalte A ist').selectOption('lastName');
  await page.getByLabel('Spalte E ist').selectOption({ label: 'nicht übernehmen' });
  await looksRight('import-columns');
  await press('Weiter zur Vorschau');
  await shows('1 neu anlegen');
  const preview = await main();
  for (const words of ['Müßig', 'Jörg', 'ayse(at)muster', 'Werk West', 'Nicht übernommen: E.'])
    expect(preview).toContain(words);
  await looksRight('import-repairs');
  expect(await count(`import_row where input::text like '%KST-%'`)).toBe(0);

  const waiting = page.waitForEvent('download');
  await page.locator('a[download][href$="/errors"]').first().click();
  const file = await waiting;
  expect(file.suggestedFilename()).toMatch(/^Personal-.*\.csv$/);
  const faulty = await readFile((await file.path()) ?? '', 'utf8');
  expect(faulty).toContain('Zuname;Vorname;E-Mail;Bereich;Kostenstelle;Status;Hinweis');
  expect(faulty).not.toContain('Müßig');
  const repaired = faulty.replace('ayse(at)muster', 'ayse@muster.example').replace('Werk West', 'Werk Süd');
  await press('1 neu anlegen');
  await shows('Der Import ist fertig');
  await upload('Personal-repariert.csv', Buffer.from(repaired));
  await shows('2 neu anlegen');
  expect(await main()).not.toContain('Fehlerhaft (1)');
  await press('2 neu anlegen');
  await shows('Der Import ist fertig');
  await looksRight('import-result');
  expect(await count(`member where origin = 'import' and last_name in ('Müßig', 'Öztürk', 'Groß')`)).toBe(3);
});

test('two tabs watch one import; paused in one, resumed in the other, it survives the end of worker and web', async () => {
  const people = Array.from({ length: 400 }, (_, index) => [
    `Serie ${index}`,
    'Silke',
    `9${index}`,
    'Werk Süd',
  ]);
  await upload('Serie.xlsx', await workbook(['Nachname', 'Vorname', 'Personalnummer', 'Bereich'], people));
  await shows('400 neu anlegen');
  const other = await admin.newPage();
  await other.goto(page.url());
  await press('400 neu anlegen');
  await other.reload();
  await shows('Konten eingerichtet', other);
  const done = (tab: Page) =>
    tab
      .locator('progress[data-bar="accounts"]')
      .evaluate((bar) => (bar as unknown as { value: number }).value);
  const before = await done(other);
  await until('the other tab moves by itself', async () => (await done(other)) > before);
  await picture(other, 'import-running');
  await house.worker().stop('SIGKILL');
  await house.restartWeb();
  house.restartWorker();
  await Promise.all([shows('Der Import ist fertig'), shows('Der Import ist fertig', other)]);
  expect(await main(other)).toContain('400 angelegt');
  expect(await count(`member where last_name like 'Serie %' and sync_state = 'done'`)).toBe(400);
  await other.close();
});

test('an import is taken back; its people and their accounts are gone, and the file may come again', async () => {
  const ids = (
    await house.query(`select keycloak_user_id as id from member where last_name like 'Serie %' limit 3`)
  ).rows;
  await page.getByRole('link', { name: 'Import zurücknehmen' }).click();
  expect(await main()).toContain('400');
  await looksRight('import-undo');
  await press(/zurücknehmen/);
  await until(
    'nobody of it is left',
    async () =>
      (await count(
        `member where last_name like 'Serie %' and (state <> 'deleted' or sync_state <> 'done')`,
      )) === 0,
    300,
  );
  await page.reload();
  await shows('Zurückgenommen');
  for (const { id } of ids) await expect(house.keycloakUser(String(id))).rejects.toThrow('no account');
  expect(await page.getByRole('link', { name: 'Import zurücknehmen' }).count()).toBe(0);
  const people = [['Serie 0', 'Silke', '90', 'Werk Süd']];
  await upload(
    'Serie-neu.xlsx',
    await workbook(['Nachname', 'Vorname', 'Personalnummer', 'Bereich'], people),
  );
  await shows('1 neu anlegen');
});

test('people who were invited keep their import from being taken back', async () => {
  await upload(
    'Eine.xlsx',
    await workbook(
      ['Nachname', 'Vorname', 'E-Mail', 'Bereich'],
      [['Einzig', 'Eva', 'eva.einzig@muster.example', 'Werk Nord']],
    ),
  );
  await shows('1 neu anlegen');
  await press('1 neu anlegen');
  await shows('Der Import ist fertig');
  const address = page.url();
  await page.goto(`${address}/undo`);
  await page.goto(`${house.url}/admin/campaigns/new`);
  await press(/einladen/i);
  await page.waitForURL(/\/admin\/campaigns\/[0-9a-f-]{36}/);
  await page.goto(address);
  expect(await page.getByRole('link', { name: 'Import zurücknehmen' }).count()).toBe(0);
  expect(await main()).toMatch(/eingeladen/);
});
