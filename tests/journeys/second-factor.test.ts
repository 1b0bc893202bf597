import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { choosePassword, launch, newBrowser, picture, signIn } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, mailTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';

let house: Installation;
let browser: Browser;
const totps = new Map<string, TOTP>();
const otpField = '#otp';

beforeAll(async () => {
  [house, browser] = await Promise.all([installation({ REQUIRE_SECOND_FACTOR: 'true' }), launch()]);
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await house?.close();
}, 60_000);

/** A fresh browser on Keycloak's login page, asked for by the administration. */
async function atLogin(): Promise<Page> {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/admin`);
  return page;
}

/** Keycloak's page that shows a secret to be scanned or typed, answered as an authenticator app would. */
async function setUpTotp(page: Page, who: string): Promise<void> {
  await page.locator('#mode-manual').click();
  const shown = await page.locator('#kc-totp-secret-key').innerText();
  const totp = new TOTP({ secret: Secret.fromBase32(shown.replace(/\s/g, '')) });
  totps.set(who, totp);
  await page.locator('#totp').fill(totp.generate());
  await page.locator('#saveTOTPBtn').click();
}

/** Keycloak takes a code once only, so the next sign-in waits for the next one. */
async function freshCode(who: string): Promise<string> {
  const totp = totps.get(who);
  if (!totp) throw new Error(`${who} has no TOTP yet`);
  const used = totp.generate();
  return until('the next code', async () => totp.generate() !== used && totp.generate(), 35);
}

async function enterCode(page: Page, code: string): Promise<void> {
  await page.locator(otpField).fill(code);
  await page.locator('#kc-login').click();
}

test('a manager without a second factor sets up TOTP at the sign-in, and is in', async () => {
  const page = await atLogin();
  await signIn(page, 'nora.nord', house.password);
  await page.locator('#kc-totp-settings-form').waitFor();
  await picture(page, 'second-factor-set-up');
  await page.goto(`${house.url}/admin/members`);
  expect(new URL(page.url()).origin).toBe(house.keycloakUrl);
  await signIn(page, 'nora.nord', house.password);
  await setUpTotp(page, 'nora.nord');
  await page.waitForURL(`${house.url}/admin/members`);
});

test('from then on the password alone is not enough: a wrong code is refused, the right one lets in', async () => {
  const page = await atLogin();
  await signIn(page, 'nora.nord', house.password);
  await enterCode(page, '000000');
  await page.locator('#input-error-otp-code, .pf-m-error').first().waitFor();
  await picture(page, 'second-factor-code');
  await enterCode(page, await freshCode('nora.nord'));
  await page.waitForURL(`${house.url}/admin/members`);
}, 90_000);

test('a plain member is not asked', async () => {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.appUrl}/login`);
  await signIn(page, 'maria.mitglied', house.password);
  await page.waitForURL((url) => url.origin === house.appUrl);
  await expect(page.locator('main').innerText()).resolves.toContain('Maria');
});

test('a forgotten password does not skip it: the mail alone opens nothing', async () => {
  const page = await atLogin();
  await page.getByRole('link', { name: /Passwort vergessen/ }).click();
  await page.locator('#username').fill('nora.nord');
  await page.locator('input[type=submit], button[type=submit]').first().click();
  const mail = await mailTo('nora.nord@muster.example');
  const link = /https?:\/\/\S+action-token\S+/.exec(mail.text)?.[0];
  await page.goto(String(link));
  await page.locator(otpField).waitFor();
  await enterCode(page, await freshCode('nora.nord'));
  await choosePassword(page, 'Ein-neues-Passwort-9');
  await page.waitForURL(`${house.url}/admin/members`);
}, 90_000);

test('a manager who comes by an invitation sets it up with the password', async () => {
  const address = `michael.manager.${Date.now().toString(36)}@muster.example`;
  await house.command('manager', 'invite', address, '--first-name', 'Michael', '--last-name', 'Manager');
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(linkIn(await mailTo(address)));
  await page.locator('main button[type=submit]').first().click();
  const totp = page.locator('#kc-totp-settings-form');
  await page.locator('#password-new').or(totp).first().waitFor();
  if (await totp.isVisible()) {
    await setUpTotp(page, address);
    await choosePassword(page, 'Ein-eigenes-Passwort-7');
  } else {
    await choosePassword(page, 'Ein-eigenes-Passwort-7');
    await setUpTotp(page, address);
  }
  await page.waitForURL((url) => url.origin === house.appUrl);
});
