import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { OwnExport } from '../../sidecar/me/export.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, picture, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { pressPasskeyButton, withAuthenticator } from '../support/passkey.ts';
import { readPdf } from '../support/pdf.ts';
import { until } from '../support/processes.ts';
import { signedInAtMe } from './at-me.ts';

let house: Installation;
let browser: Browser;
const username = 'maria.mitglied';

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const main = (page: Page) => textOf(page);
const note = (page: Page, hasText: string | RegExp) => page.getByRole('status').filter({ hasText }).waitFor();

const atMe = (options: BrowserContextOptions = {}): Promise<Page> =>
  signedInAtMe(house, browser, { username, password: house.password }, options);

/** Each page is looked at where it is narrowest and darkest, and kept as a picture. */
async function looks(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  await picture(page, name);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScroll(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await picture(page, `${name}-narrow-dark`);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1280, height: 900 });
}

test('a passkey is offered, put off, made and used: the login page lets in without a password', async () => {
  const page = await atMe();
  expect(await main(page)).toMatch(/Ohne Passwort anmelden[\s\S]*Zentrale[\s\S]*Mitglied[\s\S]*Seit /);
  await looks(page, 'me-offer');
  await page.getByRole('button', { name: 'Später' }).click();
  await page.getByRole('heading', { name: 'Ohne Passwort anmelden' }).waitFor({ state: 'detached' });
  const finger = await withAuthenticator(page);
  // Keycloak's login page would otherwise let in by itself, before or after the button is pressed.
  await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
  page.on('dialog', (dialog) => void dialog.accept('Mein Telefon'));
  await page.getByRole('button', { name: 'Passkey einrichten' }).click();
  await pressPasskeyButton(page, '#registerWebAuthn');
  await note(page, 'Ihr Passkey ist eingerichtet');
  expect(await main(page)).toContain('Mein Telefon');
  await looks(page, 'me-with-passkey');
  expect(await page.getByRole('link', { name: /Passkey entfernen/ }).getAttribute('href')).toContain(
    `/realms/${house.realm}/account/`,
  );
  await page.getByRole('button', { name: 'Weiteren Passkey einrichten' }).click();
  await page.locator('#registerWebAuthn').waitFor();
  await page.locator('#cancelWebAuthnAIA').click();
  await note(page, 'Sie haben abgebrochen');
  await finger.on(false);
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await page.waitForURL(`${house.url}/me/signed-out`);
  await page.goto(`${house.url}/me`);
  await page.locator('#username').waitFor();
  await finger.on(true);
  await pressPasskeyButton(page, '#authenticateWebAuthnButton');
  await page.waitForURL(`${house.url}/me`);
  expect(await main(page)).toContain('Maria Mitglied');
  await page.context().close();
});

test('where I am signed in: another browser is ended without JavaScript, and its session here with it', async () => {
  const [here, there] = [await atMe({ javaScriptEnabled: false }), await atMe()];
  await here.getByRole('link', { name: 'Wo bin ich angemeldet?' }).click();
  expect(await main(here)).toMatch(/Dieser Browser[\s\S]*Anderes Gerät/);
  await there.goto(`${house.url}/me/sessions`);
  await looks(there, 'me-sessions');
  const others = here.getByRole('button', { name: /^Dort abmelden/ });
  const count = await others.count();
  expect(count).toBeGreaterThanOrEqual(1);
  await here.getByRole('button', { name: 'Überall sonst abmelden' }).click();
  await note(here, 'Abgemeldet.');
  expect(await others.count()).toBe(0);
  expect(await main(here)).toContain('Sonst sind Sie nirgends angemeldet.');
  await until('signed out there', async () => {
    await there.goto(`${house.url}/me`);
    return there.url().startsWith(house.keycloakUrl);
  });
  const again = await atMe();
  await here.goto(`${house.url}/me/sessions`);
  await others.first().click();
  await note(here, 'Abgemeldet.');
  await until('signed out again', async () => {
    await again.goto(`${house.url}/me`);
    return again.url().startsWith(house.keycloakUrl);
  });
  for (const page of [here, there, again]) await page.context().close();
});

test('my language goes to this browser, my mails and Keycloak', async () => {
  const page = await atMe({ javaScriptEnabled: false });
  await page.getByRole('radio', { name: 'English' }).check();
  await page.getByRole('button', { name: 'Sprache speichern' }).click();
  await note(page, 'Your language has been saved.');
  expect(await textOf(page, 'h1')).toBe('My access');
  const { rows } = await house.query(
    `select locale, keycloak_user_id from member where username = '${username}'`,
  );
  expect(rows[0]?.['locale']).toBe('en');
  await until('carried to Keycloak', async () => {
    const account = await house.keycloakUser(String(rows[0]?.['keycloak_user_id']));
    return (account as { attributes?: Record<string, string[]> }).attributes?.['locale']?.[0] === 'en';
  });
  await page.getByRole('radio', { name: 'Deutsch' }).check();
  await page.getByRole('button', { name: 'Save language' }).click();
  await note(page, 'Ihre Sprache ist gespeichert.');
  await page.context().close();
});

test('my data as stored, and all of it as a file to read and one for programs', async () => {
  const page = await atMe();
  await page.getByRole('link', { name: 'Meine Daten ansehen' }).click();
  expect(await main(page)).toMatch(/Vorname\s+Maria\s+Nachname\s+Mitglied/);
  await looks(page, 'me-data');
  const fetched = async (button: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: button }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  };
  const json = await fetched('Als JSON für Programme');
  expect(json.name).toMatch(/^meine-daten-maria\.mitglied-\d{4}-\d{2}-\d{2}\.json$/);
  const own = JSON.parse(json.bytes.toString()) as OwnExport;
  expect(own).toMatchObject({
    format: 'einlass-export',
    version: 1,
    person: { firstName: 'Maria' },
    areas: [{ area: 'Zentrale', role: 'member' }],
    keycloak: { username, enabled: true },
  });
  expect(own.keycloak?.sessions.length).toBeGreaterThanOrEqual(1);
  expect(own.keycloak?.passkeys).toMatchObject([{ label: 'Mein Telefon' }]);
  const pdf = await readPdf((await fetched('Als PDF zum Lesen')).bytes);
  expect(await pdf.text(1)).toMatch(/Gespeicherte Daten: Maria Mitglied[\s\S]*Zentrale/);
  expect(await pdf.metadata()).toMatchObject({ Language: 'de' });
  const { rows } = await house.query(`select details from audit where act = 'own.exported' order by id`);
  expect(rows).toEqual([{ details: { format: 'json' } }, { details: { format: 'pdf' } }]);
  await page.context().close();
});
