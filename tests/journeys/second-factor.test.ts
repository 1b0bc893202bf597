import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { choosePassword, launch, leaveFor, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { actionLinkIn, linkIn, mailsTo, mailTo } from '../support/mailbox.ts';
import { pressPasskeyButton, withAuthenticator } from '../support/passkey.ts';
import { until } from '../support/processes.ts';

let house: Installation;
let browser: Browser;
const apps = new Map<string, { totp: TOTP; step: number }>();
const otpField = '#otp';

beforeAll(async () => {
  [house, browser] = await Promise.all([installation({ REQUIRE_SECOND_FACTOR: 'true' }), launch()]);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** A fresh browser on Keycloak's login page, asked for by the administration. */
async function atLogin(): Promise<Page> {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/admin/members`);
  return page;
}

/**
 * The next code of this person's app. Keycloak takes each code once and allows one step of clock drift: a code of now or of the step
 * after is good for half a minute at least, one of the step before might run out on its way.
 */
async function nextCode(who: string): Promise<string> {
  const app = apps.get(who);
  if (!app) throw new Error(`${who} has no TOTP yet`);
  const now = () => Math.floor(Date.now() / 30_000);
  app.step = Math.max(app.step + 1, now());
  await until('the next step', async () => app.step <= now() + 1);
  return app.totp.generate({ timestamp: app.step * 30_000 });
}

/** Keycloak's page that shows a secret to be scanned or typed, answered as an authenticator app would. */
async function setUpTotp(page: Page, who: string): Promise<void> {
  await page.locator('#mode-manual').click();
  const shown = await page.locator('#kc-totp-secret-key').innerText();
  apps.set(who, { totp: new TOTP({ secret: Secret.fromBase32(shown.replace(/\s/g, '')) }), step: 0 });
  await page.locator('#totp').fill(await nextCode(who));
  await page.locator('#saveTOTPBtn').click();
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
  await enterCode(page, await nextCode('nora.nord'));
  await page.waitForURL(`${house.url}/admin/members`);
});

async function signOut(page: Page): Promise<void> {
  await leaveFor(page, `${house.url}/admin/members`);
  await page.getByRole('button', { name: 'Abmelden' }).first().click();
  await page.waitForURL(`${house.url}/admin/signed-out`);
}

/** The account page of Keycloak asks for this address when somebody presses "set up passkey". */
function passkeySetUp(): string {
  const issuer = `${house.keycloakUrl}/realms/${house.realm}`;
  const query = new URLSearchParams({
    client_id: 'account-console',
    redirect_uri: `${issuer}/account/`,
    response_type: 'code',
    scope: 'openid',
    code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
    code_challenge_method: 'S256',
    kc_action: 'webauthn-register-passwordless',
  });
  return `${issuer}/protocol/openid-connect/auth?${query}`;
}

test('a passkey stands for password and TOTP; the password of somebody who has only a passkey opens nothing', async () => {
  const page = await atLogin();
  await signIn(page, 'netz.manager', house.password);
  await setUpTotp(page, 'netz.manager');
  await page.waitForURL(`${house.url}/admin/members`);
  const finger = await withAuthenticator(page);
  page.on('dialog', (dialog) => void dialog.accept('Telefon'));
  await page.goto(passkeySetUp());
  const back = page.waitForRequest((request) => request.url().includes('kc_action_status=success'));
  await pressPasskeyButton(page, '#registerWebAuthn');
  await back;
  const admin = await adminOfMaster();
  const { rows } = await house.query(`select keycloak_user_id from member where username = 'netz.manager'`);
  const account = { realm: house.realm, id: String(rows[0]?.['keycloak_user_id']) };
  const held = await admin.users.getCredentials(account);
  expect(held.map(({ type }) => type).toSorted()).toEqual(['otp', 'password', 'webauthn-passwordless']);
  const otp = held.find(({ type }) => type === 'otp');
  await admin.users.deleteCredential({ ...account, credentialId: String(otp?.id) });

  await finger.on(false);
  await signOut(page);
  await page.goto(`${house.url}/admin/members`);
  await page.locator('#authenticateWebAuthnButton').waitFor();
  await picture(page, 'second-factor-passkey');
  await signIn(page, 'netz.manager', house.password);
  await page.locator('#username').waitFor({ state: 'detached' });
  await page.locator('#authenticateWebAuthnButton').waitFor();
  expect(await page.locator('#kc-totp-settings-form').count()).toBe(0);

  await finger.on(true);
  await leaveFor(page, `${house.url}/admin/members`);
  await page.waitForURL(`${house.url}/admin/members`);
});

test('a plain member is not asked', async () => {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.appUrl}/login`);
  await signIn(page, 'maria.mitglied', house.password);
  await page.waitForURL((url) => url.origin === house.appUrl);
  await expect(textOf(page)).resolves.toContain('Maria');
});

test('a managing role in any area counts, beside a smaller one', async () => {
  await house.query(
    `insert into "grant" (member_id, area_id, role, origin)
      select m.id, a.id, 'newsroom_manager', 'demo' from member m, area a where m.username = 'emil.editor' and a.slug = 'werk-sued'`,
  );
  await house.query(
    `update member set sync_state = 'pending', sync_version = sync_version + 1, sync_due_at = now() where username = 'emil.editor'`,
  );
  await until('the group', async () => {
    const { rows } = await house.query(`select sync_state from member where username = 'emil.editor'`);
    return rows[0]?.['sync_state'] === 'done';
  });
  const page = await atLogin();
  await signIn(page, 'emil.editor', house.password);
  await page.locator('#kc-totp-settings-form').waitFor();
});

test('a forgotten password does not skip it: the mail alone opens nothing', async () => {
  const page = await atLogin();
  await page.getByRole('link', { name: /Passwort vergessen/ }).click();
  await page.locator('#username').fill('nora.nord');
  await page.locator('input[type=submit], button[type=submit]').first().click();
  // Noras of other realms get mails at this address, too.
  const mail = await until('the mail for a new password', async () =>
    (await mailsTo('nora.nord@muster.example')).find(({ text }) =>
      text.includes(`/realms/${house.realm}/login-actions/action-token`),
    ),
  );
  await page.goto(actionLinkIn(mail));
  await page.locator(otpField).waitFor();
  await enterCode(page, await nextCode('nora.nord'));
  await choosePassword(page, 'Ein-neues-Passwort-9');
  await page.waitForURL(`${house.url}/admin/members`);
});

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
