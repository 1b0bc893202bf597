import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import {
  choosePassword,
  launch,
  picture,
  signIn,
  newBrowser,
  textOf,
  pressTwice,
} from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { signInAdministrator } from '../support/administrator.ts';
import { personWithoutEmail } from '../support/without-email.ts';

let house: Installation;
let browser: Browser;
let page: Page;
const initial = 'Kabx-7Gmq-Rw3n-Tz8e-Hc5d';

const open = (slug: string, yes: boolean) =>
  house.query(`update area set open_registration = ${yes} where slug = '${slug}'`);
const main = (): Promise<string> => textOf(page);
const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
async function looksRight(name: string): Promise<void> {
  await picture(page, name);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
}
/** As an app sends people who lack an area. */
const fromTheApp = (area: string) =>
  page.goto(`${house.url}/request?area=${area}&app=${encodeURIComponent(`${house.appUrl}/`)}`);

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  await personWithoutEmail(house, ['Kim', 'Nguyễn-Öztürk'], initial);
  await open('werk-sued', true);
  const questions = JSON.stringify([
    {
      id: 'team',
      text: { de: 'In welcher Abteilung arbeiten Sie?', en: 'Which department?' },
      required: true,
    },
  ]);
  await house.query(`insert into request_setting (area_id, intro_de, questions)
    select id, 'Für alle aus dem Werk Süd.', '${questions}' from area where slug = 'werk-sued'`);
  const context = await newBrowser(browser, 'de-DE', { viewport: { width: 320, height: 800 } });
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

test('from the app through the sign-in to the form: a question left out is said at its field, then the request waits', async () => {
  await fromTheApp('werk-sued');
  await signIn(page, 'kim.nguyễn-öztürk', initial);
  await choosePassword(page, 'Ein-eigenes-Passwort-7');
  await page.locator('#kc-submit').click();
  await page.getByLabel('Nachricht an die Verantwortlichen').fill('Ich fange am Montag an.');
  expect(await main()).toMatch(/Werk Süd[\s\S]*Für alle aus dem Werk Süd/);
  await looksRight('request-form');
  await press('Anfrage senden');
  await page.getByText('Bitte beantworten Sie diese Frage.').first().waitFor();
  expect(await page.getByLabel('Nachricht an die Verantwortlichen').inputValue()).toBe(
    'Ich fange am Montag an.',
  );
  await looksRight('request-form-refused');
  await page.getByLabel('In welcher Abteilung arbeiten Sie?').fill('Schlosserei');
  await pressTwice(page.getByRole('button', { name: 'Anfrage senden' }));
  await page.getByRole('status').filter({ hasText: 'Ihre Anfrage ist gesendet' }).waitFor();
  expect(await main()).toMatch(/Werk Süd\s+Wartet auf eine Entscheidung/);
  expect((await house.query('select answers, message from access_request')).rows).toEqual([
    {
      answers: [{ question: 'In welcher Abteilung arbeiten Sie?', answer: 'Schlosserei' }],
      message: 'Ich fange am Montag an.',
    },
  ]);
  await looksRight('requests-own');
  expect(await page.getByRole('link', { name: 'Zurück zur App' }).getAttribute('href')).toBe(
    `${house.appUrl}/`,
  );
});

test('withdrawn, and at once there is the form again', async () => {
  await press(/Anfrage zurückziehen/);
  await page.getByRole('status').filter({ hasText: 'Ihre Anfrage ist zurückgezogen' }).waitFor();
  expect(await main()).toContain('Zurückgezogen');
  await page.getByRole('link', { name: 'Zugang zu Werk Süd beantragen' }).click();
  await page.getByLabel('In welcher Abteilung arbeiten Sie?').waitFor();
});

test('an area that closes while its form is open says so and gives back what was typed', async () => {
  await page.getByLabel('In welcher Abteilung arbeiten Sie?').fill('Halle 2, Frühschicht');
  await open('werk-sued', false);
  await press('Anfrage senden');
  await page.getByText('keine Zugangsanfragen angenommen').waitFor();
  expect(await main()).toContain('Halle 2, Frühschicht');
  await looksRight('request-closed');
  await fromTheApp('werk-sued');
  const shut = await main();
  await fromTheApp('gibt-es-nicht');
  expect(await main()).toBe(shut);
  expect(shut).not.toContain('Werk Süd');
  await open('werk-sued', true);
});

test('rejected with a reason: it is read here, the form is closed until its time has come, and then there again', async () => {
  const form = await page.context().newPage();
  await form.goto(`${house.url}/me/requests/werk-sued`);
  await page.goto(`${house.url}/me/requests/werk-sued`);
  await page.getByLabel('In welcher Abteilung arbeiten Sie?').fill('Schlosserei');
  await press('Anfrage senden');
  await page.getByRole('status').filter({ hasText: 'Ihre Anfrage ist gesendet' }).waitFor();
  const [request] = (await house.query("select id from access_request where state = 'pending'")).rows;
  const reason = 'Bitte fragen Sie zuerst Ihre Schichtleitung.';
  const manager = await signInAdministrator(house);
  const rejected = { act: 'reject', id: String(request?.['id']), words: reason, intent: 'do' };
  await manager.browser.post(`${house.url}/admin/requests/selected`, rejected);
  await page.reload();
  expect(await main()).toMatch(new RegExp(`Abgelehnt[\\s\\S]*${reason}[\\s\\S]*Werk Süd: wieder möglich ab`));
  await looksRight('requests-rejected');
  await form.getByLabel('In welcher Abteilung arbeiten Sie?').fill('Noch einmal');
  await form.getByRole('button', { name: 'Anfrage senden' }).click();
  await form.getByText('Ab dem').waitFor();
  expect(await textOf(form)).toContain('Noch einmal');
  await form.close();
  await house.query('update access_request set again_at = now() where again_at is not null');
  await page.reload();
  await page.getByRole('link', { name: 'Zugang zu Werk Süd beantragen' }).waitFor();
});

test('in English, dark and without JavaScript', async () => {
  const state = await page.context().storageState();
  const plain = await newBrowser(browser, 'de-DE', {
    storageState: state,
    javaScriptEnabled: false,
    colorScheme: 'dark',
  });
  page = await plain.newPage();
  await page.goto(`${house.url}/me/requests?lang=en`);
  await page.getByRole('link', { name: 'Request access to Werk Süd' }).click();
  await page.getByLabel('Which department?').fill('Works');
  await press('Send request');
  await page.getByRole('status').filter({ hasText: 'Your request has been sent' }).waitFor();
  await page.goto(`${house.url}/me`);
  await page.getByRole('link', { name: 'Request access' }).click();
  expect(await main()).toMatch(/Werk Süd\s+Waiting for a decision/);
  await picture(page, 'requests-own-dark');
});
