import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { choosePassword, launch, newBrowser, picture, signIn } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { codeFor, freshAddress } from '../registration/registrant.ts';
import { expectPeople } from '../support/expected-people.ts';
import { inviteAgain, invitationState, type InvitedPerson, invitePeople } from '../support/invited-people.ts';
import { servers } from '../support/servers.ts';

const password = 'Ein-eigenes-Passwort-7';
let house: Installation;
let browser: Browser;
let shared: BrowserContext;
let people: InvitedPerson[];
beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  people = await invitePeople(house, 5);
});
afterAll(async () => {
  await browser?.close();
  await house?.close();
});

function next(): InvitedPerson {
  const person = people.pop();
  if (!person) throw new Error('invite more people');
  return person;
}

async function press(page: Page, person: InvitedPerson): Promise<void> {
  await page.goto(person.link);
  await page.getByRole('button', { name: 'Jetzt Passwort festlegen' }).click();
}

async function endsInApp(page: Page, person: InvitedPerson): Promise<void> {
  await page.waitForURL(new RegExp(`^${house.appUrl}`));
  await page.getByText(person.name).first().waitFor();
}

/** B at the app's sign-in page: Keycloak's "Registrieren". */
async function pressRegister(page: Page): Promise<void> {
  await page.goto(`${house.appUrl}/login`);
  await page.getByRole('link', { name: 'Registrieren' }).click();
  await page.waitForLoadState('networkidle');
}

let erika: InvitedPerson;

test('somebody else is signed in: the page says who, the link is unspent, and after signing out the right person ends in the app', async () => {
  erika = next();
  shared = await newBrowser(browser);
  const page = await shared.newPage();
  await page.goto(`${house.appUrl}/login`);
  await signIn(page, 'max.mitglied', house.password);
  await page.getByText('Max Mitglied').first().waitFor();
  await press(page, erika);
  await page.getByRole('heading', { name: 'Max Mitglied ist angemeldet' }).waitFor();
  expect(await invitationState(house, erika.id)).toBe('open');
  await expectAccessible(page);
  await page.setViewportSize({ width: 320, height: 800 });
  await expectNoSidewaysScroll(page);
  await picture(page, 'other-session-narrow');
  await page.setViewportSize({ width: 1280, height: 900 });
  await picture(page, 'other-session');
  await page.reload();
  await page.getByRole('link', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Max Mitglied is signed in' }).waitFor();
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await page.getByRole('button', { name: 'Abmelden und fortfahren' }).click();
  await page.waitForURL(erika.link);
  expect(await invitationState(house, erika.id)).toBe('open');
  await page.getByRole('button', { name: 'Jetzt Passwort festlegen' }).click();
  await choosePassword(page, password);
  await endsInApp(page, erika);
});

test('the same person is signed in already: straight to the app', async () => {
  const again = await inviteAgain(house, erika);
  const page = await shared.newPage();
  await press(page, again);
  await endsInApp(page, erika);
  await shared.close();
});

test('a handle that A left behind never serves B who registers there, nor C who opens her own invitation', async () => {
  const [a, c] = [next(), next()];
  const context = await newBrowser(browser);
  // The button was pressed, the cookies are set, and the way to Keycloak ended there.
  const headers = { 'sec-fetch-site': 'same-origin' };
  expect((await context.request.post(a.link, { maxRedirects: 0, headers })).status()).toBe(303);
  const kept = await context.cookies(`${house.url}/op/authorize`);
  expect(kept.map((cookie) => cookie.name)).toContain('einlass_handle');
  const page = await context.newPage();
  await pressRegister(page);
  expect(await page.locator('#password-new').count()).toBe(0);
  expect(await invitationState(house, a.id)).toBe('open');
  await press(page, c);
  await choosePassword(page, password);
  await endsInApp(page, c);
  expect([await invitationState(house, a.id), await invitationState(house, c.id)]).toEqual([
    'open',
    'accepted',
  ]);
  expect((await context.cookies(`${house.url}/op/authorize`)).map((cookie) => cookie.name)).not.toContain(
    'einlass_handle',
  );
  await context.close();
});

test('A walked away at the password page: B who registers there does not get it', async () => {
  const a = next();
  const context = await newBrowser(browser);
  const left = await context.newPage();
  await press(left, a);
  await left.locator('#password-new').waitFor();
  const page = await context.newPage();
  await pressRegister(page);
  expect(await page.locator('#password-new').count()).toBe(0);
  await context.close();
});

test('A registered, chose a password and signed out: the addresses left in that browser let B in nowhere', async () => {
  await expectPeople(house, [{ firstName: 'Erst', lastName: 'Dagewesen' }]);
  const [context, email] = [await newBrowser(browser), freshAddress()];
  const page = await context.newPage();
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  const next = (name: string) => page.getByRole('button', { name }).click();
  await page.goto(`${house.url}/join/werk-nord`);
  await next('Mit hinterlegten Angaben registrieren');
  await page.getByLabel('Vorname').fill('Erst');
  await page.getByLabel('Nachname').fill('Dagewesen');
  await page.getByLabel('Private E-Mail-Adresse').fill(email);
  await next('Weiter');
  await page.getByLabel('Code aus der E-Mail').fill(await codeFor(email));
  await next('Weiter');
  await choosePassword(page, password);
  await page.waitForURL(new RegExp(`^${house.appUrl}`));
  await page.getByText('Erst Dagewesen').first().waitFor();
  const cookies = await context.cookies();
  await context.clearCookies();
  await context.addCookies(cookies.filter(({ name }) => name === 'einlass_registration'));
  const again = asked.find((url) => url.includes('kc_idp_hint=access') && url.includes('flow='));
  expect(again).toBeDefined();
  await page.goto(again ?? '');
  await page.getByRole('heading', { name: 'Ihr Zugang ist eingerichtet' }).waitFor();
  await page.goto(`${house.url}/me`);
  await page.locator('#username').waitFor();
  await context.close();
});

test('without JavaScript the way is the same', async () => {
  const person = next();
  const context = await newBrowser(browser, 'de-DE', { javaScriptEnabled: false });
  const page = await context.newPage();
  await press(page, person);
  await choosePassword(page, password);
  await endsInApp(page, person);
  await context.close();
});

test('slow readers: the password page may stay open for half an hour', async () => {
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword } = servers();
  const admin = await connectAdmin({ url, username, password: keycloakAdminPassword });
  const realm = await admin.realms.findOne({ realm: house.realm });
  expect(realm?.accessCodeLifespanUserAction).toBeGreaterThanOrEqual(1800);
  expect(realm?.accessCodeLifespanLogin).toBeGreaterThanOrEqual(1800);
  const context = await newBrowser(browser);
  const page = await context.newPage();
  const [person] = await invitePeople(house, 1);
  await press(page, person as InvitedPerson);
  await page.locator('#password-new').waitFor();
  const login = (await context.cookies(`${house.url}/i/callback`)).find(
    ({ name }) => name === 'einlass_login',
  );
  expect((login?.expires ?? 0) - Date.now() / 1000).toBeGreaterThan(1800);
  await context.close();
});
