import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, type Mail, mailsTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';

const unique = Date.now().toString(36);
const address = `greta.${unique}@muster.example`;
const ownPassword = 'Ein-eigenes-Passwort-9';
const memberId = randomUUID();

let house: Installation;
let browser: Browser;
let page: Page;
let first = '';
let second = '';

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  await house.query(`insert into member (id, first_name, last_name, email, username, origin)
    values ('${memberId}', 'Greta', 'Grün', '${address}', 'greta.gruen', 'test')`);
  await house.query(`insert into "grant" (member_id, area_id, role, origin)
    select '${memberId}', id, 'member', 'test' from area where slug = 'werk-nord'`);
  await until('an account', async () => (await member())['sync_state'] === 'done');
  page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function member(): Promise<Record<string, unknown>> {
  const { rows } = await house.query(`select * from member where id = '${memberId}'`);
  return rows[0] ?? {};
}

async function press(button: RegExp): Promise<void> {
  await page.goto(`${house.url}/admin/members/${memberId}`);
  await page.locator('#invitation').getByRole('button', { name: button }).click();
  await page.waitForURL(new RegExp(`/admin/members/${memberId}`));
}

const box = () => textOf(page, '#invitation');

/** Waits until this many mails have come, and answers the newest. */
async function mail(count: number): Promise<Mail> {
  const mails = await until(`mail number ${count}`, async () => {
    const found = await mailsTo(address);
    return found.length >= count && found;
  });
  expect(mails).toHaveLength(count);
  const [newest] = mails;
  if (!newest) throw new Error('no mail');
  return newest;
}

/** Somebody's own browser, without JavaScript where it is not Keycloak's turn. */
async function opened(link: string, javaScriptEnabled = true): Promise<{ status: number; own: Page }> {
  const context = await newBrowser(browser, 'de-DE', { javaScriptEnabled });
  const own = await context.newPage();
  const answer = await own.goto(link);
  return { status: answer?.status() ?? 0, own };
}

async function enabled(): Promise<boolean | undefined> {
  return (await house.keycloakUser(String((await member())['keycloak_user_id']))).enabled;
}

test('one person is invited from their page', async () => {
  await press(/^Einladen/);
  expect(await box()).toMatch(/Offen/);
  first = linkIn(await mail(1));
  await page.reload();
  await expectAccessible(page);
  await picture(page, 'person-invited');
  expect((await opened(first)).status).toBe(200);
});

test('the withdrawn link says so, and the account stays closed', async () => {
  await press(/zurückziehen/);
  expect(await box()).toMatch(/Widerrufen/);
  const { status, own } = await opened(first);
  expect(status).toBe(410);
  expect(await textOf(own)).toMatch(/gilt nicht mehr/);
  await expectAccessible(own);
  await picture(own, 'link-revoked');
  expect(await enabled()).toBe(false);
  expect((await member())['state']).toBe('created');
});

test('invited again, the old link is dead and the new one leads to the password page', async () => {
  await press(/Erneut einladen/);
  second = linkIn(await mail(2));
  expect(second).not.toBe(first);
  expect((await opened(first)).status).toBe(410);
  const { status, own } = await opened(second);
  expect(status).toBe(200);
  await own.getByRole('button').last().click();
  await own.locator('#password-new').waitFor();
  // The telephone rings, the browser is closed: no password was chosen.
  await own.context().close();
  expect((await member())['state']).toBe('invited');
});

test('who dropped out before the password gets a mail for a new one from the used link, and is in', async () => {
  const { status, own } = await opened(second, false);
  expect(status).toBe(410);
  await own.setViewportSize({ width: 320, height: 700 });
  await expectNoSidewaysScroll(own);
  await picture(own, 'link-accepted');
  await own.getByRole('button', { name: 'Passwort-Mail anfordern' }).click();
  await own
    .getByText(/Postfach/)
    .first()
    .waitFor();
  await expectNoSidewaysScroll(own);
  await picture(own, 'link-requested');
  const reset = await mail(3);
  const link = /https?:\/\/\S+action-token\S+/.exec(reset.text)?.[0];
  expect(link).toBeTruthy();
  const { own: again } = await opened(String(link));
  const go = again.locator('a[href*="action-token"]');
  await go.or(again.locator('#password-new')).first().waitFor();
  if (await go.count()) await go.first().click();
  await choosePassword(again, ownPassword);
  await again
    .getByText(/aktualisiert|erfolgreich/i)
    .first()
    .waitFor();
  await picture(again, 'password-mail-done');
  await again.locator(`a[href="${house.url}/i/app"]`).click();
  await signIn(again, address, ownPassword);
  await again.waitForURL(new RegExp(`^${house.appUrl}`));
  await again.getByText('Greta Grün').first().waitFor();
});

test('a second request within the hour sends nothing, and the answer is the same as for a made-up link', async () => {
  const headers = { 'sec-fetch-site': 'same-origin', accept: 'text/html', 'accept-language': 'de' };
  const ask = async (link: string) => {
    const answer = await fetch(`${link}/new`, { method: 'POST', headers });
    return { status: answer.status, body: (await answer.text()).replaceAll(new URL(link).pathname, '/i/') };
  };
  const known = await ask(second);
  expect(known.status).toBe(200);
  expect(await ask(`${house.url}/i/${'x'.repeat(43)}`)).toEqual(known);
  expect(await ask(`${house.url}/i/short`)).toEqual(known);
  expect(await ask(first)).toEqual(known);
  await until('nothing is due', async () => {
    const { rows } = await house.query('select 1 from invitation where password_mail_due_at is not null');
    return rows.length === 0;
  });
  await mail(3);
});
