import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { expectPeople } from '../support/expected-people.ts';
import { type Installation, installation } from '../support/installation.ts';
import { mailTo, mailsTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';

const unique = Date.now().toString(36);
const address = (name: string) => `${name}.${unique}@privat.example`;
/** She is in after the second test; the others meet her account. */
const hers = { email: address('erika'), password: 'Ein-eigenes-Passwort-7' };
const erika = { firstName: 'Erika', lastName: 'Müller', employeeNumber: '0071' };
const elsewhere = { ...erika, employeeNumber: 'S-19' };

let house: Installation;
let browser: Browser;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  await expectPeople(house, [erika]);
  await expectPeople(house, [elsewhere], 'werk-sued');
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const main = (page: Page): Promise<string> => textOf(page);
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();
async function looksRight(page: Page, name: string): Promise<void> {
  await picture(page, name);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}

/** From the area's page to "code sent", in a browser of its own. */
async function registering(facts: typeof erika, email: string, slug = 'werk-nord'): Promise<Page> {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/join/${slug}`);
  await press(page, /^(Jetzt|Mit hinterlegten Angaben) registrieren$/);
  await page.getByLabel('Vorname').fill(facts.firstName);
  await page.getByLabel('Nachname').fill(facts.lastName);
  await page.getByLabel('Personalnummer').fill(facts.employeeNumber);
  await page.getByLabel('E-Mail-Adresse').fill(email);
  await press(page, 'Weiter');
  await page.locator('#code').waitFor();
  return page;
}
async function typeCode(page: Page, email: string): Promise<void> {
  const code = /\b(\d{6})\b/.exec((await mailTo(email)).text)?.[1] ?? '';
  await page.locator('#code').fill(code);
  await press(page, 'Weiter');
}
/** Links to go on by, newest first; other mails have none. */
const linksTo = async (email: string): Promise<string[]> =>
  (await mailsTo(email)).flatMap(
    ({ text }) => /https?:\S+\/registration\/account\/[\w-]{43}/.exec(text)?.[0] ?? [],
  );
const endsAt = (page: Page, text: string) => page.getByText(text).first().waitFor();
const people = async () => (await house.query('select count(*)::int as n from member')).rows[0]?.['n'];

test('a slip in the number: one text that names no field, the record stays free, and the way to begin anew', async () => {
  const email = address('vertippt');
  const before = await people();
  const page = await registering({ ...erika, employeeNumber: '0017' }, email);
  await typeCode(page, email);
  await endsAt(page, 'Die Angaben stimmen mit keiner hinterlegten Registrierung überein');
  expect(await main(page)).not.toMatch(/Personalnummer|Nachname/);
  await looksRight(page, 'registration-mismatch');
  await page.getByRole('link', { name: 'Neu beginnen' }).click();
  await page.waitForURL(`${house.url}/join/werk-nord`);
  expect(await people()).toBe(before);
  await page.context().close();
});

test('with the right data in at the app; whoever comes with the same afterwards reads what everybody reads', async () => {
  const { email } = hers;
  const page = await registering({ ...erika, firstName: ' Erika ' }, email);
  await typeCode(page, email);
  await page.locator('#password-new').waitFor();
  await choosePassword(page, hers.password);
  await page.waitForURL(new RegExp(`^${house.appUrl}`));
  await page.getByText('Erika Müller').first().waitFor();
  expect(await textOf(page, 'body')).toMatch(/Werk Nord\s+Mitglied/);
  const { rows } = await house.query(`select state, employee_number from member where email = '${email}'`);
  expect(rows).toEqual([{ state: 'active', employee_number: '0071' }]);
  await page.context().close();

  const other = address('nochmal');
  const again = await registering(erika, other);
  await typeCode(again, other);
  await endsAt(again, 'Die Angaben stimmen mit keiner hinterlegten Registrierung überein');
  expect((await house.query(`select 1 from member where email = '${other}'`)).rows).toEqual([]);
  await again.context().close();
});

test('an address with an account: the page is as always, the mail leads its owner to one account with both accesses', async () => {
  const before = await people();
  const first = await registering(elsewhere, hers.email, 'werk-sued');
  expect(await main(first)).toContain(hers.email);
  const link = await until('the link', async () => (await linksTo(hers.email))[0]);
  for (const method of ['HEAD', 'GET']) expect((await fetch(link, { method })).status).toBe(200);
  await first.context().close();

  // opened elsewhere, where somebody else is signed in
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.appUrl}/login`);
  await signIn(page, 'maria.mitglied', house.password);
  await page.waitForURL(new RegExp(`^${house.appUrl}`));
  await page.goto(link);
  await looksRight(page, 'registration-account');
  await press(page, 'Anmelden');
  await endsAt(page, 'Maria Mitglied ist angemeldet');
  expect(await main(page)).not.toContain('Zugang hinzufügen');
  await looksRight(page, 'registration-account-other');
  await press(page, 'Abmelden und fortfahren');
  await signIn(page, hers.email, hers.password);
  await endsAt(page, 'Sie sind als Erika Müller angemeldet');
  await looksRight(page, 'registration-account-add');
  await press(page, 'Zugang hinzufügen');
  await endsAt(page, 'Der Zugang ist hinzugefügt');
  expect(await people()).toBe(before);
  const granted = await until('both grants', async () => {
    const { rows } = await house.query(
      `select a.slug from "grant" g join area a on a.id = g.area_id join member m on m.id = g.member_id
       where m.email = '${hers.email}' and m.sync_state = 'done' order by 1`,
    );
    return rows.length === 2 && rows;
  });
  expect(granted.map(({ slug }) => slug)).toEqual(['werk-nord', 'werk-sued']);
  await page.goto(link);
  await endsAt(page, 'Dieser Link gilt nicht mehr');
  await page.context().close();
});

test('somebody else at the owner’s computer adds nothing, and the owner’s session ends', async () => {
  const first = await registering(elsewhere, hers.email, 'werk-sued');
  const link = await until('a second link', async () => {
    const links = await linksTo(hers.email);
    return links.length === 2 && links[0];
  });
  await first.context().close();
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(link);
  await press(page, 'Anmelden');
  await signIn(page, hers.email, hers.password);
  await press(page, 'Ich bin nicht Erika Müller');
  await endsAt(page, 'Die Registrierung ist abgebrochen');
  await page.goto(`${house.appUrl}/login`);
  await page.locator('#username').waitFor();
  const gone = await fetch(`${house.url}/registration/account/${'a'.repeat(43)}`);
  expect(gone.status).toBe(410);
  expect(await gone.text()).toContain('Dieser Link gilt nicht mehr');
  await page.context().close();
});
