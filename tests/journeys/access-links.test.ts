import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { linkIn, mailTo } from '../support/mailbox.ts';

const unique = Date.now().toString(36);
const address = (name: string) => `${name}.${unique}@muster.example`;
const password = 'Ein-eigenes-Passwort-7';

let house: Installation;
let browser: Browser;
/** The administrator's page. */
let page: Page;
/** Addresses of the batch, each used by one test. */
let handedOver: string[];

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/admin/access-links`);
  await signIn(page, 'nora.nord', house.password);
  await page.waitForURL(`${house.url}/admin/access-links`);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

/** A browser of its own that has opened a link. */
async function opened(link: string): Promise<Page> {
  const own = await (await newBrowser(browser)).newPage();
  await own.goto(link);
  return own;
}
/** From the link's page to the form. */
async function begun(link: string, there?: Page): Promise<Page> {
  const own = there ?? (await (await newBrowser(browser)).newPage());
  await own.goto(link);
  await own.getByRole('button', { name: 'Jetzt registrieren' }).click();
  await own.waitForURL(/\/registration\//);
  return own;
}
/** Who they are, and the code from their mail where one is asked for. */
async function sendFields(own: Page, firstName: string, email: string): Promise<void> {
  await own.getByLabel('Vorname').fill(firstName);
  await own.getByLabel('Nachname').fill('Muster');
  await own.getByLabel('E-Mail-Adresse').fill(email);
  await own.locator('main form button').first().click();
}
async function typeCode(own: Page, email: string): Promise<void> {
  const code = /\b(\d{6})\b/.exec((await mailTo(email)).subject)?.[1] ?? '';
  await own.locator('#code').fill(code);
  await own.locator('main form button').first().click();
}
async function endsInApp(own: Page, name: string): Promise<void> {
  await own.locator('#password-new').waitFor();
  await choosePassword(own, password);
  await own.waitForURL(new RegExp(`^${house.appUrl}`));
  await own.getByText(name).first().waitFor();
  expect(await textOf(own, 'body')).toMatch(/Werk Nord\s+Mitglied/);
}
async function stateOf(link: string): Promise<string> {
  await page.goto(`${house.url}/admin/access-links?q=${link.slice(-4)}`);
  return page
    .getByRole('row')
    .filter({ hasText: `…${link.slice(-4)}` })
    .innerText();
}
async function refused(own: Page, status: number | undefined, text: string): Promise<void> {
  expect(status).toBe(410);
  expect(await textOf(own)).toContain(text);
  await expectAccessible(own);
  await own.context().close();
}

test('one person gets a link by mail, and comes in with it without a code; scanners and previews spend nothing', async () => {
  const email = address('erika');
  await page.getByRole('link', { name: 'Link per E-Mail senden' }).first().click();
  await page.locator('#firstName').fill('Erika');
  await page.locator('#lastName').fill('Muster');
  await page.locator('#email').fill(email);
  await page.locator('#purpose').fill('Neue Kollegin');
  await page.getByRole('button', { name: 'Link senden' }).click();
  await page.getByText('Der Zugangslink ist unterwegs.').waitFor();
  const link = linkIn(await mailTo(email));
  for (const method of ['GET', 'GET', 'HEAD']) {
    const answer = await fetch(link, { method, headers: { 'sec-purpose': 'prefetch' } });
    expect([answer.status, answer.headers.get('referrer-policy')]).toEqual([200, 'no-referrer']);
  }
  // a preview that runs scripts
  const own = await opened(link);
  await own.setViewportSize({ width: 320, height: 800 });
  await expectAccessible(own);
  await expectNoSidewaysScroll(own);
  await picture(own, 'access-link-page');
  expect(await stateOf(link)).toContain('Aktiv');

  await own.getByRole('button', { name: 'Jetzt registrieren' }).click();
  await own.getByLabel('Vorname').waitFor();
  expect(await own.getByLabel('E-Mail-Adresse').inputValue()).toBe(email);
  expect(await stateOf(link)).toContain('Reserviert');
  await own.locator('main form button').first().click();
  await endsInApp(own, 'Erika Muster');
  await own.context().close();
  expect(await stateOf(link)).toMatch(/Eingelöst[\s\S]*Erika Muster/);
  const late = await opened(link);
  const again = await late.reload();
  await refused(late, again?.status(), 'schon eingelöst');
});

test('links of a batch are handed over; whoever has one proves their own address by a code', async () => {
  await page.goto(`${house.url}/admin/access-links/batches/new`);
  await page.locator('#links').fill('5');
  await page.locator('#purpose').fill('Messe');
  await page.getByRole('button', { name: 'Links erstellen' }).click();
  handedOver = await page.locator('ol code').allInnerTexts();
  expect(handedOver).toHaveLength(5);
  await picture(page, 'access-links-shown');
  const [link = ''] = handedOver;
  const own = await begun(link);
  await sendFields(own, 'Bernd', address('bernd'));
  await typeCode(own, address('bernd'));
  await endsInApp(own, 'Bernd Muster');
  await own.context().close();
  expect(await stateOf(link)).toMatch(/Eingelöst[\s\S]*Bernd Muster/);
});

test('a click takes nothing: another browser with the same link may be first, and the slower one is told kindly', async () => {
  const [, link = ''] = handedOver;
  const slow = await begun(link);
  await sendFields(slow, 'Sven', address('sven'));
  const fast = await begun(link);
  await sendFields(fast, 'Fatma', address('fatma'));
  await typeCode(fast, address('fatma'));
  await endsInApp(fast, 'Fatma Muster');
  await typeCode(slow, address('sven'));
  await slow.getByRole('heading', { name: /Link/ }).waitFor();
  await expectAccessible(slow);
  await picture(slow, 'access-link-taken');
  expect((await house.query(`select 1 from member where email = '${address('sven')}'`)).rows).toEqual([]);
  expect(await stateOf(link)).toMatch(/Eingelöst[\s\S]*Fatma Muster/);
  await Promise.all([slow.context().close(), fast.context().close()]);
});

test('a link that was revoked opens nothing, also for whoever has already begun with it', async () => {
  const [, , link = ''] = handedOver;
  const own = await begun(link);
  await stateOf(link);
  await page.getByRole('link', { name: 'Sperren' }).first().click();
  await page.getByRole('button', { name: '1 Link sperren' }).click();
  await page.getByText('1 Zugangslink gesperrt.').waitFor();
  await sendFields(own, 'Gero', address('gero'));
  await typeCode(own, address('gero'));
  await own.getByRole('heading', { name: /Link/ }).waitFor();
  const answer = await own.goto(link);
  await refused(own, answer?.status(), 'gilt nicht mehr');
  expect(await stateOf(link)).toContain('Gesperrt');
});

test('somebody who has an account already adds the access to it, without a second account', async () => {
  const [, , , , link = ''] = handedOver;
  const own = await (await newBrowser(browser)).newPage();
  await own.goto(`${house.appUrl}/login`);
  await signIn(own, 'max.mitglied', house.password);
  await own.getByText('Max Mitglied').first().waitFor();
  const grants = async () =>
    (
      await house.query(`select a.slug from "grant" g join area a on a.id = g.area_id
        join member m on m.id = g.member_id where m.username = 'max.mitglied' order by 1`)
    ).rows.map(({ slug }) => slug);
  const before = await grants();
  await begun(link, own);
  await own.getByRole('button', { name: 'Zugang zu diesem Konto hinzufügen' }).click();
  await own.getByLabel('Vorname').fill('Max');
  await own.getByLabel('Nachname').fill('Mitglied');
  await own.locator('main form button').first().click();
  await own.getByRole('heading', { name: 'Der Zugang ist hinzugefügt' }).waitFor();
  expect(await grants()).toEqual([...new Set([...before, 'werk-nord'])].toSorted());
  expect(await stateOf(link)).toMatch(/Eingelöst[\s\S]*Max Mitglied/);
  await own.context().close();
});

test('a link that ran out and one that never was say so', async () => {
  const [, , , link = ''] = handedOver;
  await house.query(`update access_link set expires_at = now() where last_four = '${link.slice(-4)}'`);
  const own = await opened(link);
  const answer = await own.reload();
  await refused(own, answer?.status(), 'abgelaufen');
  const unknown = await opened(`${link.slice(0, -4)}AAAA`);
  const missing = await unknown.reload();
  expect([missing?.status(), await textOf(unknown)]).toEqual([
    404,
    expect.stringContaining('Diesen Link gibt es nicht'),
  ]);
  await unknown.context().close();
  expect(await stateOf(link)).toContain('Abgelaufen');
});
