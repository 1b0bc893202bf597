import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { codeFor, freshAddress } from '../registration/registrant.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { expectPeople } from '../support/expected-people.ts';
import { type Installation, installation } from '../support/installation.ts';
import { mailsTo } from '../support/mailbox.ts';
import { until } from '../support/processes.ts';

const password = 'Ein-eigenes-Passwort-7';
let house: Installation;
let browser: Browser;
/** Nora, newsroom manager of Werk Nord. */
let manager: Page;
beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  await expectPeople(house, [{ firstName: 'Erika', lastName: 'Eintrag', employeeNumber: '00471' }]);
  manager = await (await newBrowser(browser)).newPage();
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).click();
const follow = (page: Page, name: string | RegExp) => page.getByRole('link', { name }).first().click();
async function looksRight(page: Page, name: string): Promise<void> {
  await picture(page, name);
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScroll(page);
  await page.setViewportSize({ width: 1280, height: 900 });
}
const memberOf = async (email: string) =>
  (
    await house.query(
      `select state, activated_at is not null as "wasIn" from member where email = '${email}'`,
    )
  ).rows[0];
const requestOf = async (email: string) =>
  (
    await house.query(`select r.state, r.record_id, c.state as record from access_request r
      join member m on m.id = r.member_id left join criteria_record c on c.id = r.record_id where m.email = '${email}'`)
  ).rows[0];

/** The page of Werk Nord, and one of its two ways. */
async function joining(way: 'Mit' | 'Ohne'): Promise<Page> {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(`${house.url}/join/werk-nord`);
  if (way === 'Ohne') await looksRight(page, 'join-open');
  await press(page, `${way} hinterlegte`);
  await page.getByLabel('Vorname').waitFor();
  return page;
}
async function proveAs(page: Page, [firstName, lastName]: readonly [string, string], email: string) {
  await page.getByLabel('Vorname').fill(firstName);
  await page.getByLabel('Nachname').fill(lastName);
  await page.getByLabel('Private E-Mail-Adresse').fill(email);
  await press(page, 'Weiter');
  await page.getByLabel('Code aus der E-Mail').fill(await codeFor(email));
  await press(page, 'Weiter');
}
/** Through Keycloak's page for the password into the app, whose open part is there for everybody. */
async function intoTheApp(page: Page) {
  await choosePassword(page, password);
  await page.getByRole('heading', { name: 'Für alle' }).waitFor();
  expect(await textOf(page)).toContain('Für Sie ist noch kein Bereich freigeschaltet');
}
/** In the session that is running: the next look shows it. */
const opensFor = (page: Page) =>
  until('the area to open', async () => {
    await page.goto(`${house.appUrl}/areas/werk-nord`);
    return (await page.getByRole('heading', { name: 'Werk Nord', exact: true }).count()) > 0;
  });

test('registered without stored facts: in the app, shut out of the closed area, asked, and let in by a manager without signing in anew', async () => {
  const email = freshAddress();
  const page = await joining('Ohne');
  await looksRight(page, 'open-fields');
  await proveAs(page, ['Olga', 'Offen'], email);
  await intoTheApp(page);
  await looksRight(page, 'app-without-area');
  expect(await memberOf(email)).toEqual({ state: 'registered', wasIn: true });
  await follow(page, 'Öffnen: Werk Nord');
  await page.getByRole('heading', { name: 'Kein Zugang zu Werk Nord' }).waitFor();
  await looksRight(page, 'app-denied');
  await follow(page, 'Zugang beantragen');
  await page.getByLabel('Nachricht an die Verantwortlichen').fill('Ich fange am Montag an.');
  await press(page, 'Anfrage senden');
  await page.getByRole('status').filter({ hasText: 'Ihre Anfrage ist gesendet' }).waitFor();
  expect(await memberOf(email)).toEqual({ state: 'waiting', wasIn: true });
  await follow(page, 'Zurück zur App');
  await page.getByRole('heading', { name: 'Kein Zugang zu Werk Nord' }).waitFor();
  const link = await until('the mail to the manager', async () => {
    const mails = await mailsTo('nora.nord@muster.example');
    return mails
      .map(({ text }) => text.match(new RegExp(`${house.url}/admin/requests\\S*`))?.[0])
      .find(Boolean);
  });
  await manager.goto(link);
  await signIn(manager, 'nora.nord', house.password);
  await follow(manager, 'Offen, Olga');
  await manager.getByText('Ich fange am Montag an.').waitFor();
  await press(manager, 'Annehmen und freischalten');
  await manager.getByText('Der Zugang ist in wenigen Sekunden offen').waitFor();
  await opensFor(page);
  expect([await memberOf(email), (await requestOf(email))?.['state']]).toEqual([
    { state: 'active', wasIn: true },
    'approved',
  ]);
});

test('facts that match nobody become a request; the manager sees what differs, and the record is used up with the approval', async () => {
  const email = freshAddress();
  const page = await joining('Mit');
  await page.getByLabel('Personalnummer').fill('00471');
  await proveAs(page, ['Erika', 'Eintrag-Neu'], email);
  await page.getByText('Die Angaben stimmen mit keiner hinterlegten Registrierung überein').waitFor();
  await looksRight(page, 'mismatch-end');
  await follow(page, 'Zugang beantragen');
  await looksRight(page, 'mismatch-request');
  await page.getByLabel('Nachricht an die Verantwortlichen').fill('Ich habe geheiratet.');
  await press(page, 'Anfrage senden');
  await intoTheApp(page);
  expect(await memberOf(email)).toEqual({ state: 'waiting', wasIn: true });
  await manager.goto(`${house.url}/admin/requests`);
  await follow(manager, 'Eintrag-Neu, Erika');
  expect(await textOf(manager)).toMatch(/Eintrag-Neu\s+Eintrag\s+[\s\S]*abweichend|weicht ab/i);
  await follow(manager, 'Für die Annahme verwenden');
  await press(manager, 'Annehmen und freischalten');
  await manager.getByText('Der Zugang ist in wenigen Sekunden offen').waitFor();
  await opensFor(page);
  expect(await requestOf(email)).toMatchObject({ state: 'approved', record: 'used' });
});

test('closed while somebody is registering: no account, and a page that says what can be done', async () => {
  const email = freshAddress();
  const page = await joining('Ohne');
  await page.getByLabel('Vorname').fill('Zoe');
  await page.getByLabel('Nachname').fill('Spät');
  await page.getByLabel('Private E-Mail-Adresse').fill(email);
  await house.query(
    "update area set open_registration = false, mismatch_request = false where slug = 'werk-nord'",
  );
  await press(page, 'Weiter');
  await page.getByRole('heading', { name: 'Die Registrierung ist hier nicht mehr offen' }).waitFor();
  await looksRight(page, 'open-closed');
  await follow(page, 'Neu beginnen');
  await page.getByRole('button', { name: 'Jetzt registrieren' }).waitFor();
  expect(await memberOf(email)).toBeUndefined();
});
