import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { showOnce } from '../../sidecar/credentials/letter.service.ts';
import { openRunningHouse, type RunningHouse } from '../credentials/running-house.ts';
import { firstSheet } from '../imports/cells.ts';
import { launch, newBrowser, signIn, textOf, workPatienceMs } from '../support/browser.ts';
import { workbook } from '../support/workbook.ts';
import { looksRightOn } from './looks.ts';

let running: RunningHouse;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [running, browser] = await Promise.all([openRunningHouse({ LEASE_SECONDS: '3' }), launch()]);
  page = await (await newBrowser(browser)).newPage();
  await page.goto(`${running.house.url}/admin/members`);
  await signIn(page, 'netz.manager', running.house.password);
  await page.waitForURL(`${running.house.url}/admin/members`);
});
afterAll(async () => {
  await browser?.close();
  await running?.close();
});

const main = () => textOf(page);
const shows = (text: string) => page.getByText(text).first().waitFor({ timeout: workPatienceMs });
const press = (name: string) => page.getByRole('button', { name }).first().click();
const typed = 'Getippt-in-Excel-77';
const own = 'Selbst-gewähltes-Passwort-1';
const titles = ['Nachname', 'Vorname', 'E-Mail', 'Bereich', 'Initialpasswort'];

async function upload(rows: string[][], heads = titles): Promise<void> {
  await page.goto(`${running.house.url}/admin/imports`);
  const buffer = await workbook(heads, rows);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'Lager.xlsx', mimeType: 'application/octet-stream', buffer });
  await page.locator('form[enctype="multipart/form-data"] button[type=submit]').click();
}

const looksRight = (name: string) => looksRightOn(page, name);

const made = async (lastName: string) => {
  const { rows } = await running.house.query(
    `select id, username from member where last_name = '${lastName}'`,
  );
  return { id: String(rows[0]?.['id']), username: String(rows[0]?.['username']) };
};

test('people without e-mail: the preview says who gets a letter, and each of them gets in with the first password', async () => {
  await upload([
    ['Yıldırım', 'Gülşah', '', 'Werk Nord', ''],
    ['Schmidt-Łuczak', 'Zoë', '', 'Werk Nord', typed],
    ['Brief', 'Berta', 'berta.brief@muster.example', 'Werk Nord', typed],
    ['Kurz', 'Kuno', '', 'Werk Nord', 'kurz'],
  ]);
  await shows('3 neu anlegen');
  const preview = await main();
  for (const words of [
    'guelsah.yildirim (vorgeschlagen)',
    'zoe.schmidt-luczak (vorgeschlagen)',
    'Zugangsbrief / Initialpasswort',
    '•••••• (gesetzt)',
    '1 neue Person mit E-Mail-Adresse',
    '2 neue Personen ohne E-Mail-Adresse',
    'Das Initialpasswort aus der Datei wird nicht verwendet',
    'Passwörter aus der Datei werden nicht aufbewahrt',
  ])
    expect(preview).toContain(words);
  expect(await page.content()).not.toContain(typed);
  await looksRight('import-letters');

  const waiting = page.waitForEvent('download');
  await page.locator('a[download][href$="/errors"]').first().click();
  const errors = await firstSheet(await readFile((await (await waiting).path()) ?? ''));
  expect(errors.rows[1]?.cells.slice(0, 5)).toEqual(['Kurz', 'Kuno', '', 'Werk Nord', '']);
  expect(errors.rows[1]?.cells.at(-1)).toContain('Tragen Sie die Angabe bitte noch einmal ein');

  await press('3 neu anlegen');
  await shows('Der Import ist fertig');
  const [derived, chosen] = [await made('Yıldırım'), await made('Schmidt-Łuczak')];
  await running.carried([derived.id, chosen.id]);
  const letters = await running.house.query('select kind, import_id from access_letter order by kind');
  expect(letters.rows.map((row) => [row['kind'], row['import_id'] !== null])).toEqual([
    ['generated', true],
    ['typed', true],
  ]);
  const { password } = await showOnce(running.letters, running.boss, derived.id);
  for (const [username, first] of [
    [derived.username, password],
    [chosen.username, typed],
  ] as const) {
    const asked = await running.signIn(username, first);
    expect([username, asked.end]).toEqual([username, 'page']);
    expect((await asked.choose(own)).end).not.toBe('refused');
  }
});

test('a column of old passwords that nobody asked for is not shown where columns are matched', async () => {
  await upload(
    [['Alt', 'Anna', '', 'Werk Nord', 'Altes-Geheimnis-1']],
    [...titles.slice(0, 4), 'Windows-Kennwort'],
  );
  await page.waitForURL(/\/columns$/);
  const columns = await main();
  expect(columns).toContain('••••••');
  expect(columns).not.toContain('Altes-Geheimnis-1');
  await looksRight('import-letters-columns');
  await page.getByLabel('Spalte E ist').selectOption({ label: 'nicht übernehmen' });
  await press('Weiter zur Vorschau');
  await shows('1 neu anlegen');
  expect(await page.content()).not.toContain('Altes-Geheimnis-1');
});
