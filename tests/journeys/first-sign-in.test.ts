import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { actionLinkIn, mailsTo, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';
import { personWithoutEmail, type WithoutEmail } from '../support/without-email.ts';

let house: Installation;
let browser: Browser;
const run = Date.now().toString(36);
const initial = 'Kabx-7Gmq-Rw3n-Tz8e-Hc5d';
const own = 'Ein-eigenes-Passwort-7';

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function atLogin(): Promise<Page> {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.appUrl}/login`);
  return page;
}
const inApp = (page: Page) => page.locator('h1', { hasText: 'Angemeldet als' }).waitFor();

async function firstSignIn({ username }: WithoutEmail): Promise<Page> {
  const page = await atLogin();
  await signIn(page, username, initial);
  await choosePassword(page, own);
  await page.locator('#kc-update-email-form').waitFor();
  return page;
}

async function give(page: Page, email: string): Promise<void> {
  await page.locator('#email').fill(email);
  await page.locator('#kc-submit').click();
  await page.getByText(`Wir haben eine E-Mail an ${email} gesendet`).waitFor();
}

async function follow(email: string): Promise<void> {
  const elsewhere = await (await newBrowser(browser)).newPage();
  await elsewhere.goto(actionLinkIn(await mailTo(email)));
  await elsewhere.getByText('Ihre E-Mail-Adresse ist bestätigt').waitFor();
  await elsewhere.context().close();
}

async function forgotten(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: /Passwort vergessen/ }).click();
  await page.locator('#username').fill(name);
  await page.locator('[type=submit]').first().click();
}

test('initial password → own password → an e-mail that is proven → forgotten password by mail', async () => {
  const person = await personWithoutEmail(house, ['Ayşe', 'Yılmaz'], initial);
  const email = `ayse.${run}@privat.example`;
  const page = await firstSignIn(person);
  await give(page, email);
  const record = async () =>
    (await house.query(`select email, email_verified from member where id = '${person.memberId}'`)).rows[0];
  expect(await record()).toEqual({ email: null, email_verified: false });
  await follow(email);
  await until(
    'taken over',
    async () => (await record())?.['email'] === email && (await record())?.['email_verified'] === true,
  );
  const notice = await until('a notice of ours', async () =>
    (await mailsTo(email)).find(({ subject }) => /ist eingetragen/.test(subject)),
  );
  expect(notice.text).toContain(person.username);
  expect(await mailsTo(email)).toHaveLength(2);

  const admin = await (await newBrowser(browser)).newPage();
  await admin.goto(`${house.url}/admin/members?search=${encodeURIComponent(email)}`);
  await signIn(admin, 'netz.manager', house.password);
  await admin.getByRole('link', { name: /Yılmaz/ }).click();
  expect(await textOf(admin)).toContain(email);

  await page.getByRole('link', { name: /Zurück/ }).click();
  await page.getByRole('link', { name: 'Anmelden' }).click();
  await signIn(page, email, own);
  await inApp(page);
  expect(await page.locator('[data-note]').count()).toBe(0);

  const other = await atLogin();
  await forgotten(other, person.username);
  const mail = await until('a mail for a new password', async () =>
    (await mailsTo(email)).find(({ subject }) => !/bestätigen|eingetragen/.test(subject)),
  );
  await other.goto(actionLinkIn(mail));
  await choosePassword(other, 'Noch-ein-Passwort-8');
  await inApp(other);
  const old = await atLogin();
  await signIn(old, person.username, own);
  await old.locator('#input-error, .pf-m-error').first().waitFor();
});

test('skipped → a hint in the app that can be put away → added there, cancelled, and proven', async () => {
  const person = await personWithoutEmail(house, ['Jan', 'Skipper'], initial);
  const email = `jan.${run}@privat.example`;
  const page = await firstSignIn(person);
  await page.locator('#kc-submit').click();
  await inApp(page);
  const note = (name: string) => page.locator(`[data-note="${name}"]`);
  await note('hint').waitFor();
  await picture(page, 'app-email-hint');
  await page.setViewportSize({ width: 320, height: 700 });
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.getByRole('button', { name: 'Nicht jetzt' }).press('Enter');
  await note('hint').waitFor({ state: 'detached' });
  await page.reload();
  expect(await page.locator('[data-note]').count()).toBe(0);
  const [later] = (await page.context().cookies()).filter(({ name }) => name.endsWith('_later'));
  expect(Math.round(((later?.expires ?? 0) * 1000 - Date.now()) / 86_400_000)).toBe(30);

  await page.context().clearCookies({ name: 'sample_app_email_later' });
  await page.reload();
  await page.getByRole('link', { name: 'E-Mail hinzufügen' }).click();
  await page.locator('#kc-cancel').click();
  await note('cancelled').waitFor();
  await page.goto(house.appUrl);
  expect(await page.locator('[data-note]').count()).toBe(0);

  await page.goto(`${house.appUrl}/email`);
  await give(page, email);
  await page.getByRole('link', { name: /Zurück/ }).click();
  await note('sent').waitFor();
  await expectAccessible(page);
  await follow(email);
  await page.reload();
  await note('added').waitFor();
  expect(await textOf(page)).toContain(email);
  await page.reload();
  expect(await page.locator('[data-note]').count()).toBe(0);
});

test('without e-mail the answer to a forgotten password is the neutral one, and nothing is sent', async () => {
  const person = await personWithoutEmail(house, ['Ohne', 'Adresse'], initial);
  const page = await firstSignIn(person);
  await page.locator('#kc-submit').click();
  await inApp(page);
  const answers: string[] = [];
  for (const name of [person.username, 'gibt.es.nicht']) {
    const asking = await atLogin();
    await forgotten(asking, name);
    answers.push((await textOf(asking, 'body')).replaceAll(name, ''));
  }
  expect(answers[0]).toBe(answers[1]);
  const now = await atLogin();
  await signIn(now, person.username, own);
  await inApp(now);
});
