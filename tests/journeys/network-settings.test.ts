import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { logo } from '../credentials/letters.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn, textOf, widthOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { readPdf } from '../support/pdf.ts';

let house: Installation;
let browser: Browser;
let context: BrowserContext;
let page: Page;
const settings = () => `${house.url}/admin/settings/network`;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
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

const save = (on: Page) => on.getByRole('button', { name: 'Speichern' }).click();

test('a mistake is told at its field and nothing typed is lost', async () => {
  await page.getByRole('link', { name: 'Einstellungen' }).first().click();
  await page.waitForURL(settings());
  await page.getByLabel('Firmenname').fill('Muster & Söhne AG');
  await page.getByLabel('Adresse für die Anmeldung').fill('http://zugang.muster.example');
  await page.getByLabel('Tage, die ein Initialpasswort gilt').fill('bald');
  await page.getByLabel('Hilfe-Kontakt auf Deutsch').fill('Frau Lindner\nTelefon 0911 4711');
  await save(page);
  await page.getByRole('alert').waitFor();
  await expectAccessible(page);
  const address = page.getByLabel('Adresse für die Anmeldung');
  expect(await address.getAttribute('aria-invalid')).toBe('true');
  expect(await address.inputValue()).toBe('http://zugang.muster.example');
  expect(await page.getByLabel('Firmenname').inputValue()).toBe('Muster & Söhne AG');
  expect(await page.getByLabel('Hilfe-Kontakt auf Deutsch').inputValue()).toBe(
    'Frau Lindner\nTelefon 0911 4711',
  );
  const days = page.getByLabel('Tage, die ein Initialpasswort gilt');
  expect([await days.inputValue(), await days.getAttribute('aria-invalid')]).toEqual(['bald', 'true']);
  await days.fill('14');
  await picture(page, 'settings-refused');
  await address.fill('https://zugang.muster.example/start');
  await page
    .getByLabel('Wer hilft ohne E-Mail-Adresse, auf Deutsch')
    .fill('Fragen Sie Frau Lindner in Raum 12.');
  await save(page);
  await page.getByText('Erfolg: Gespeichert').waitFor();
  await expectAccessible(page);
});

test('two administrators at once: the second is told, sees both, and decides', async () => {
  const other = await context.newPage();
  await Promise.all([page.goto(settings()), other.goto(settings())]);
  await page.getByLabel('Absenderzeile').fill('Muster AG · Nürnberg');
  await save(page);
  await page.getByText('Erfolg: Gespeichert').waitFor();
  await other.getByLabel('Absenderzeile').fill('Muster AG · Fürth');
  await save(other);
  await other.getByText('Jemand anderes hat die Einstellungen inzwischen geändert').waitFor();
  expect(await other.getByLabel('Absenderzeile').inputValue()).toBe('Muster AG · Fürth');
  await other.getByText('Jetzt gespeichert: Muster AG · Nürnberg').waitFor();
  await save(other);
  await other.getByText('Erfolg: Gespeichert').waitFor();
  expect(await other.getByLabel('Absenderzeile').inputValue()).toBe('Muster AG · Fürth');
  await other.close();
});

test('a logo: a text file is refused with what to do, a picture is shown, by keyboard alone', async () => {
  await page.goto(settings());
  const change = page.getByRole('link', { name: 'Logo hochladen' });
  await change.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${settings()}/logo`);
  const file = page.locator('input[type=file]');
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.getByRole('button', { name: 'Hochladen' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Das ist weder ein PNG- noch ein JPEG-Bild.').first().waitFor();
  await expectAccessible(page);
  await file.setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: logo() });
  await page.getByRole('button', { name: 'Hochladen' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Erfolg: Gespeichert').waitFor();
  const shown = page.getByAltText('Ihr Logo');
  expect(await widthOf(shown)).toBe(300);
  // the address in mails changes with the logo, so that mail programs may keep it; that of our own pages does not
  const kept = async (path: string) =>
    (await page.request.get(new URL(path, settings()).href)).headers()['cache-control'];
  expect(await Promise.all(['/brand/logo?v=2', '/brand/logo'].map(kept))).toEqual([
    'public, max-age=86400',
    'no-store',
  ]);
  const sheet = await page.request.get(new URL('/brand.css', settings()).href);
  expect(await sheet.text()).toMatch(/--einlass-logo: url\("http:[^"]+\/brand\/logo\?v=\d+"\);/);
});

test("the sheet for Keycloak's pages says what the settings say, to anybody, and is asked for again only where it changed", async () => {
  const { request } = await newBrowser(browser);
  const sheet = (headers = {}) => request.get(new URL('/brand.css', settings()).href, { headers });
  const before = await sheet();
  expect(before.headers()).toMatchObject({
    'content-type': 'text/css; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'public, max-age=300, stale-while-revalidate=604800',
  });
  expect(before.headers()).not.toHaveProperty('set-cookie');
  expect(await before.text()).toContain('--einlass-accent: #0066cc;');
  const again = { 'if-none-match': String(before.headers()['etag']) };
  expect((await sheet(again)).status()).toBe(304);
  await page.goto(settings());
  await page.getByLabel('Farbe').fill('#7a1f3d');
  await save(page);
  await page.getByText('Erfolg: Gespeichert').waitFor();
  const after = await sheet(again);
  expect(after.status()).toBe(200);
  expect(await after.text()).toContain('--einlass-accent: #7a1f3d;');
});

test("our own pages wear what Keycloak's wear: name, picture and colour, pages of errors too", async () => {
  const own = await newBrowser(browser);
  const other = await own.newPage();
  for (const path of ['/help', '/nowhere']) {
    await other.goto(new URL(path, house.url).href);
    expect(await other.title()).toContain('Muster & Söhne AG');
    await expectAccessible(other);
    expect(await widthOf(other.locator('header img').first())).toBe(300);
    expect(
      await other.evaluate("getComputedStyle(document.querySelector('[aria-current]')).boxShadow"),
    ).toContain('rgb(122, 31, 61)');
  }
  await own.close();
});

test('the sample letter has what is typed, before it is saved', async () => {
  await page.goto(settings());
  await page.getByLabel('Firmenname').fill('Noch nicht gespeichert AG');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Musterbrief ansehen' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('Musterbrief.pdf');
  const pdf = await readPdf(await readFile(await download.path()));
  expect(pdf.pages).toBe(1);
  const text = await pdf.text(1);
  for (const part of [
    'Noch nicht gespeichert AG',
    'Erika Mustermann',
    'Muster AG · Fürth',
    'Telefon 0911 4711',
  ])
    expect(text).toContain(part);
  expect(await pdf.images(1)).toBe(1);
  expect((await pdf.qr(1))?.text).toBe('https://zugang.muster.example/start');
  const { rows } = await house.query('select company_name, accent from network_setting');
  expect(rows).toEqual([{ company_name: 'Muster & Söhne AG', accent: '#7a1f3d' }]);
});

test('a newsroom manager neither sees the entry nor opens the page', async () => {
  const own = await newBrowser(browser);
  const other = await own.newPage();
  await other.goto(`${house.url}/admin/members`);
  await signIn(other, 'nora.nord', house.password);
  await other.waitForURL(`${house.url}/admin/members`);
  expect(await other.getByRole('link', { name: 'Einstellungen' }).count()).toBe(0);
  expect((await other.goto(settings()))?.status()).toBe(403);
  await own.close();
});

/** Asks for a new password as somebody of this name, in this language; answers Keycloak's page. */
async function forgotten(username: string, locale: string): Promise<Page> {
  const own = await newBrowser(browser, locale);
  const asking = await own.newPage();
  await asking.goto(`${house.appUrl}/login`);
  await asking.getByRole('link', { name: /Passwort vergessen|Forgot your password/ }).click();
  await asking.locator('#username').fill(username);
  await asking.locator('input[type=submit], button[type=submit]').first().click();
  await asking.getByText(`${house.url}/help`).waitFor();
  return asking;
}

test('forgotten password: the page says the same of everybody, and leads to who helps', async () => {
  await house.command('realm', 'apply');
  const said: string[] = [];
  for (const username of ['maria.mitglied', 'gibt.es.nicht']) {
    const asking = await forgotten(username, 'de-DE');
    await asking.waitForLoadState();
    said.push(await asking.locator('#kc-content, main').first().innerText());
    await picture(asking, `forgotten-${username}`);
    await asking.context().close();
  }
  expect(said[0]).toContain('Ohne E-Mail-Adresse: Fragen Sie Frau Lindner in Raum 12.');
  expect(said[1]?.replace('gibt.es.nicht', '')).toBe(said[0]?.replace('maria.mitglied', ''));
  const asking = await forgotten('maria.mitglied', 'de-DE');
  const text = await textOf(asking, '.kc-feedback-text');
  await asking.goto(/https?:\/\/\S+$/.exec(text)?.[0] ?? '');
  await asking.getByText('Fragen Sie Frau Lindner in Raum 12.').waitFor();
  await asking.getByText('Telefon 0911 4711').waitFor();
  await expectAccessible(asking);
  await asking.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScroll(asking);
  await picture(asking, 'help-320');
  await asking.getByRole('link', { name: 'English' }).first().click();
  await asking.getByRole('heading', { name: 'Help with signing in' }).waitFor();
  await asking.context().close();
});

test('with the sidecar down the page still says whom to ask', async () => {
  await house.web().stop();
  const asking = await forgotten('maria.mitglied', 'en-GB');
  await asking.getByText('Your contact at work gives you a new password').waitFor();
  await asking.context().close();
  await house.restartWeb();
});
