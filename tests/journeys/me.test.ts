import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { actionLinkIn, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { personWithoutEmail, type WithoutEmail } from '../support/without-email.ts';
import { signedInAtMe } from './at-me.ts';

let house: Installation;
let browser: Browser;
let person: WithoutEmail;
const run = Date.now().toString(36);
const email = `kim.${run}@privat.example`;
const initial = 'Kabx-7Gmq-Rw3n-Tz8e-Hc5d';
let password = 'Ein-eigenes-Passwort-7';

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  person = await personWithoutEmail(house, ['Kim', 'Nguyễn-Öztürk'], initial);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const newPage = async (options: BrowserContextOptions = {}): Promise<Page> =>
  (await newBrowser(browser, 'de-DE', options)).newPage();
const atMe = (options: BrowserContextOptions = {}): Promise<Page> =>
  signedInAtMe(house, browser, { username: person.username, password }, options);
const main = (page: Page) => textOf(page);
const cookies = async (page: Page) =>
  (await page.context().cookies(`${house.url}/me`)).map(({ name, value }) => `${name}=${value}`).join('; ');
async function statusOfMe(page: Page): Promise<number> {
  const headers = { accept: 'text/html', cookie: await cookies(page) };
  return (await fetch(`${house.url}/me`, { redirect: 'manual', headers })).status;
}

test('who I am, in both languages, on a narrow screen, light and dark', async () => {
  const page = await newPage({ viewport: { width: 320, height: 800 } });
  await page.goto(`${house.url}/me`);
  await signIn(page, person.username, initial);
  await choosePassword(page, password);
  await page.locator('#kc-submit').click();
  await page.waitForURL(`${house.url}/me`);
  expect(await main(page)).toMatch(
    /Kim Nguyễn-Öztürk[\s\S]*kim\.nguyễn-öztürk[\s\S]*Werk Nord[\s\S]*Mitglied[\s\S]*keine E-Mail-Adresse/i,
  );
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await picture(page, 'me-without-email-narrow');
  await page.getByRole('link', { name: 'English' }).click();
  expect(await textOf(page, 'h1')).toBe('My access');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  const policy = (await page.goto(`${house.url}/me`))?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  const [cookie] = (await page.context().cookies(`${house.url}/me`)).filter(
    ({ name }) => name === 'einlass_me',
  );
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/me' });
  await page.context().close();
});

test('an e-mail is added by keyboard and without JavaScript: cancelled, waiting, confirmed', async () => {
  const page = await atMe({ javaScriptEnabled: false });
  await page.getByRole('button', { name: 'E-Mail hinzufügen' }).press('Enter');
  await page.locator('#kc-cancel').click();
  await page.getByRole('status').filter({ hasText: 'Sie haben abgebrochen' }).waitFor();
  await page.getByRole('button', { name: 'E-Mail hinzufügen' }).press('Enter');
  await page.locator('#kc-submit').click();
  await page.getByRole('status').filter({ hasText: 'keine E-Mail-Adresse hinterlegt' }).waitFor();
  await page.getByRole('button', { name: 'E-Mail hinzufügen' }).press('Enter');
  await page.locator('#email').fill(email);
  await page.locator('#kc-submit').click();
  await page.getByRole('link', { name: /Zurück/ }).click();
  await page.waitForURL(`${house.url}/me`);
  expect(await main(page)).toContain(`Wir haben eine E-Mail an ${email} gesendet`);
  await page.getByRole('button', { name: 'Noch einmal senden oder ändern' }).waitFor();
  await picture(page, 'me-waiting');
  const elsewhere = await newPage();
  await elsewhere.goto(actionLinkIn(await mailTo(email)));
  await page.goto(`${house.url}/me`);
  expect(await main(page)).toMatch(new RegExp(`${email.replaceAll('.', '\\.')}\\s+bestätigt`));
  await page.getByRole('button', { name: 'E-Mail ändern' }).waitFor();
  await picture(page, 'me-confirmed');
  await page.context().close();
});

test('the password is changed, and an address that is taken away again is said plainly', async () => {
  const page = await atMe();
  await page.getByRole('button', { name: 'Passwort ändern' }).click();
  password = 'Noch-ein-Passwort-8';
  await choosePassword(page, password);
  await page.getByRole('status').filter({ hasText: 'Ihr Passwort ist geändert' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'E-Mail ändern' }).click();
  await page.locator('#email').fill('');
  await page.locator('#kc-submit').click();
  await page.getByRole('status').filter({ hasText: 'keine E-Mail-Adresse hinterlegt' }).waitFor();
  const record = async () =>
    (await house.query(`select email, email_verified from member where id = '${person.memberId}'`)).rows[0];
  await until('taken over', async () => (await record())?.['email'] === null);
  expect(await record()).toEqual({ email: null, email_verified: false });
  await page.context().close();
});

test('signing out ends the session here and at Keycloak; one that ends at Keycloak ends here', async () => {
  const page = await atMe();
  const stale = await cookies(page);
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await page.waitForURL(`${house.url}/me/signed-out`);
  await expectAccessible(page);
  const again = await fetch(`${house.url}/me`, {
    redirect: 'manual',
    headers: { accept: 'text/html', cookie: stale },
  });
  expect(again.status).toBe(303);
  await page.getByRole('link', { name: 'Wieder anmelden' }).click();
  await signIn(page, person.username, password);
  await page.waitForURL(`${house.url}/me`);
  // The same session at Keycloak serves the administration, and both end.
  expect(await statusOfMe(page)).toBe(200);
  await house.logoutAtKeycloak(person.userId);
  await until('signed out here', async () => (await statusOfMe(page)) === 303);
  await page.context().close();
});

test('a manager’s sessions in both parts of the site end together at Keycloak', async () => {
  const page = await newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'nora.nord', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  await page.goto(`${house.url}/me`);
  await page.waitForURL(`${house.url}/me`);
  const { rows } = await house.query(`select keycloak_user_id from member where username = 'nora.nord'`);
  const admin = async () => {
    const headers = { accept: 'text/html', cookie: await cookies(page) };
    return (await fetch(`${house.url}/admin/members`, { redirect: 'manual', headers })).status;
  };
  expect([await statusOfMe(page), await admin()]).toEqual([200, 200]);
  await house.logoutAtKeycloak(String(rows[0]?.['keycloak_user_id']));
  await until('both ended', async () => (await statusOfMe(page)) === 303 && (await admin()) === 303);
  await page.context().close();
});

test('whoever comes back as somebody else is told so, and nothing of the first person stays', async () => {
  const page = await atMe();
  await page.context().clearCookies({ domain: new URL(house.keycloakUrl).hostname, path: /\/realms\// });
  await page.getByRole('button', { name: 'Passwort ändern' }).click();
  await signIn(page, 'emil.editor', house.password);
  await page.locator('#kc-cancel').click();
  await page.getByRole('status').filter({ hasText: 'inzwischen Emil Editor angemeldet' }).waitFor();
  expect(await main(page)).not.toContain('Kim');
  await page.context().close();
});

test('a stranger’s account is told that it has no access, and can come back as another', async () => {
  await house.query(
    `update member set state = 'suspended', state_before = 'active' where id = '${person.memberId}'`,
  );
  const page = await newPage();
  await page.goto(`${house.url}/me`);
  await signIn(page, person.username, password);
  expect(await main(page)).toContain('Hier haben Sie keinen Zugang');
  await expectAccessible(page);
  await page.getByRole('button', { name: /anderen Konto/ }).click();
  await page.waitForURL(`${house.url}/me/signed-out`);
  await page.context().close();
});
