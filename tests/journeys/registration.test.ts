import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, picture, signIn, newBrowser, textOf } from '../support/browser.ts';
import { expectPeople } from '../support/expected-people.ts';
import { type Installation, installation } from '../support/installation.ts';
import { servers } from '../support/servers.ts';
import { nativeApp } from '../registration/native-app.ts';
import { codeFor, freshAddress } from '../registration/registrant.ts';

const password = 'Ein-eigenes-Passwort-7';
let house: Installation;
let browser: Browser;
beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  await expectPeople(house, [
    { firstName: 'Jürgen', lastName: 'Groß', employeeNumber: '00471' },
    { firstName: 'Ayşe', lastName: 'Yılmaz' },
    { firstName: 'Ohne', lastName: 'Skript' },
    { firstName: 'Nach', lastName: 'Wechsel' },
    { firstName: 'Max', lastName: 'Mitglied' },
  ]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const next = (page: Page, name: string) => page.getByRole('button', { name }).click();

async function ownWindow(javaScriptEnabled = true): Promise<Page> {
  const context = await newBrowser(browser, 'de-DE', { javaScriptEnabled });
  return context.newPage();
}
async function looksRight(page: Page, name: string): Promise<void> {
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScroll(page);
  await picture(page, `${name}-narrow`);
  await page.setViewportSize({ width: 1280, height: 900 });
  await picture(page, name);
}
async function typePerson(page: Page, firstName: string, lastName: string, email: string): Promise<void> {
  await page.getByLabel('Vorname').fill(firstName);
  await page.getByLabel('Nachname').fill(lastName);
  await page.getByLabel('Private E-Mail-Adresse').fill(email);
  await next(page, 'Weiter');
  await page.getByRole('heading', { name: 'Wir haben Ihnen eine E-Mail geschickt' }).waitFor();
}
async function typeCode(page: Page, email: string): Promise<void> {
  await page.getByLabel('Code aus der E-Mail').fill(await codeFor(email));
  await next(page, 'Weiter');
}
async function endsInApp(page: Page, name: string): Promise<void> {
  await choosePassword(page, password);
  await page.waitForURL(new RegExp(`^${house.appUrl}`));
  await page.getByText(name).first().waitFor();
  expect(await textOf(page, 'body')).toMatch(/Werk Nord\s+Mitglied/);
}

test("the app's own button: who they are, a code, a password, and back in the app; every page in both languages, small and large", async () => {
  const page = await ownWindow();
  const email = freshAddress();
  await page.goto(house.appUrl);
  await page.getByRole('link', { name: 'Registrieren' }).click();
  await page.getByRole('heading', { name: 'Bei Muster AG registrieren' }).waitFor();
  await looksRight(page, 'registration-fields');
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByLabel('First name').waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await page.getByLabel('Vorname').fill('jürgen');
  await page.getByLabel('Private E-Mail-Adresse').fill('keine Adresse');
  await next(page, 'Weiter');
  await page.getByText('Bitte prüfen Sie die Adresse.').first().waitFor();
  expect(await page.getByLabel('Vorname').inputValue()).toBe('jürgen');
  await looksRight(page, 'registration-fields-refused');
  await page.getByLabel('Personalnummer').fill('00471');
  await page.getByLabel('Vorname').fill('Jürgen');
  await typePerson(page, 'Jürgen', 'Groß', email);
  await looksRight(page, 'registration-code');
  await page.reload();
  await page.getByLabel('Code aus der E-Mail').fill('12345');
  await next(page, 'Weiter');
  await page.getByText('Der Code besteht aus sechs Ziffern.').first().waitFor();
  await expectAccessible(page);
  await typeCode(page, email);
  await page.locator('#password-new').waitFor();
  await endsInApp(page, 'Jürgen Groß');
  await page.context().close();
});

test('Keycloak\'s "Registrieren", cancelled: back on its page in the same sign-in, and from there again', async () => {
  const page = await ownWindow();
  await page.goto(`${house.appUrl}/login`);
  await page.getByRole('link', { name: 'Registrieren' }).click();
  await page.getByLabel('Vorname').waitFor();
  const first = page.url();
  await next(page, 'Abbrechen');
  await page.locator('#username').waitFor();
  await page.getByRole('link', { name: 'Registrieren' }).click();
  await page.getByLabel('Vorname').waitFor();
  expect(page.url()).not.toBe(first);
  await page.goto(first);
  await page.getByRole('heading', { name: 'Die Registrierung ist abgebrochen' }).waitFor();
  await looksRight(page, 'registration-cancelled');
  await page.context().close();
});

test('without JavaScript, from the address of an area', async () => {
  const page = await ownWindow(false);
  const email = freshAddress();
  await page.goto(`${house.url}/join/werk-nord`);
  await page.getByText('Für Werk Nord').waitFor();
  await next(page, 'Mit hinterlegten Angaben registrieren');
  await page.getByLabel('Vorname').waitFor();
  await typePerson(page, 'Ohne', 'Skript', email);
  await typeCode(page, email);
  await page.locator('#password-new').waitFor();
  await endsInApp(page, 'Ohne Skript');
  await page.context().close();
});

test('somebody else is signed in: noticed before the first page, and again right before the account is made', async () => {
  const page = await ownWindow();
  const email = freshAddress();
  const asMax = async (tab: Page) => {
    await tab.goto(`${house.url}/me`);
    await signIn(tab, 'max.mitglied', house.password);
    await tab.getByText('Max Mitglied').first().waitFor();
  };
  await asMax(page);
  const app = encodeURIComponent(`${house.appUrl}/register`);
  await page.goto(`${house.url}/register?app=${app}`);
  await page.getByRole('heading', { name: 'Max Mitglied ist angemeldet' }).waitFor();
  await looksRight(page, 'registration-start-other');
  await next(page, 'Abmelden und fortfahren');
  await page.getByLabel('Vorname').waitFor();
  await typePerson(page, 'Nach', 'Wechsel', email);
  const tab = await page.context().newPage();
  await asMax(tab);
  await typeCode(page, email);
  await page.getByRole('heading', { name: 'Max Mitglied ist angemeldet' }).waitFor();
  await looksRight(page, 'registration-other');
  expect((await house.query(`select id from member where email = '${email}'`)).rows).toEqual([]);
  await next(page, 'Abmelden und fortfahren');
  await page.locator('#password-new').waitFor();
  await endsInApp(page, 'Nach Wechsel');
  await page.goto(`${house.url}/register?app=https://evil.example/`);
  await page.getByRole('heading', { name: 'Diese App ist hier nicht bekannt' }).waitFor();
  await page.context().close();
});

test('whoever is signed in adds the access to their own account instead', async () => {
  const page = await ownWindow();
  await page.goto(`${house.appUrl}/login`);
  await signIn(page, 'max.mitglied', house.password);
  await page.getByText('Max Mitglied').first().waitFor();
  await page.goto(`${house.url}/join`);
  await looksRight(page, 'registration-join');
  await next(page, 'Mit hinterlegten Angaben registrieren');
  await page.getByRole('heading', { name: 'Max Mitglied ist angemeldet' }).waitFor();
  await next(page, 'Zugang zu diesem Konto hinzufügen');
  await page.getByText('Zugang für das Konto von Max Mitglied').waitFor();
  expect(await page.getByLabel('Private E-Mail-Adresse').count()).toBe(0);
  await page.getByLabel('Vorname').fill('Max');
  await page.getByLabel('Nachname').fill('Mitglied');
  await next(page, 'Zugang hinzufügen');
  await page.getByRole('heading', { name: 'Der Zugang ist hinzugefügt' }).waitFor();
  await looksRight(page, 'registration-added');
  const { rows } = await house.query(
    `select count(*)::int as n from member where first_name = 'Max' and last_name = 'Mitglied'`,
  );
  expect(rows).toEqual([{ n: 1 }]);
  await page.context().close();
});

test('a public client on a port of this computer, with prompt=create and its area: tokens, and its state as it was', async () => {
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword } = servers();
  const admin = await connectAdmin({ url, username, password: keycloakAdminPassword });
  await admin.clients.create({
    realm: house.realm,
    clientId: 'native-app',
    publicClient: true,
    redirectUris: ['http://127.0.0.1/*'],
    attributes: { 'pkce.code.challenge.method': 'S256' },
  });
  const app = await nativeApp(house);
  const [page, email] = [await ownWindow(), freshAddress()];
  await page.goto(app.url);
  await page.getByText('Für Werk Nord').waitFor();
  await typePerson(page, 'Ayşe', 'Yılmaz', email);
  await typeCode(page, email);
  await choosePassword(page, password);
  await page.getByText('done').waitFor();
  const [answer] = app.answers.filter(({ pathname }) => pathname === '/callback');
  expect(answer?.searchParams.get('state')).toBe('kept as it is');
  const tokens = await app.tokens(answer?.searchParams.get('code') ?? '');
  expect([tokens.status, Object.keys((await tokens.json()) as object)]).toEqual([
    200,
    expect.arrayContaining(['access_token', 'id_token', 'refresh_token']),
  ]);
  await page.context().close();
  await app.close();
});
