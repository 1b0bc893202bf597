import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { authorizeUrl } from '../support/authorize-url.ts';
import { choosePassword, launch, newBrowser, picture, signIn } from '../support/browser.ts';
import { actionLinkIn, mailsTo, mailTo } from '../support/mailbox.ts';
import { realmSmtp } from '../support/servers.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';
import { listening } from '../support/listening.ts';

let fixture: RealmFixture;
let browser: Browser;
let app: Server;
const run = Date.now().toString(36);
const initial = 'Initial-pass-123456';
const own = 'Eigenes-pass-123456';
const address = (name: string): string => `${name}.${run}@add-email.example`;

beforeAll(async () => {
  app = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<p>App</p>'),
  );
  const url = await listening(app);
  const demoApp = { url, secret: 'not-a-secret-for-tests' };
  fixture = await openRealm({ demoApp, smtp: realmSmtp() });
  fixture.admin.realmName = fixture.realm;
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await fixture?.close();
  app?.close();
});

const appUrl = () => String(fixture.input.demoApp?.url);

function authorize(more: Record<string, string> = {}): string {
  return authorizeUrl(fixture.issuer, `${appUrl()}/callback`, more);
}

/** Somebody who has just got a user name and an initial password. */
async function newPerson(username: string, more: object = {}): Promise<string> {
  const credentials = [{ type: 'password', value: initial, temporary: true }];
  const requiredActions = ['UPDATE_PASSWORD', 'UPDATE_EMAIL'];
  const account = { username, firstName: 'A', lastName: 'B', enabled: true, credentials, requiredActions };
  return (await fixture.admin.users.create({ ...account, ...more })).id;
}

async function openAt(username: string, password: string, more: Record<string, string> = {}): Promise<Page> {
  const page = await (await newBrowser(browser)).newPage();
  await page.goto(authorize(more));
  await signIn(page, username, password);
  return page;
}

/** The first sign-in up to the page that asks for an e-mail. */
async function atEmailPage(username: string): Promise<Page> {
  const page = await openAt(username, initial);
  await choosePassword(page, own);
  await page.locator('#kc-update-email-form').waitFor();
  return page;
}

async function give(page: Page, email: string): Promise<void> {
  await page.locator('#email').fill(email);
  await page.locator('#kc-submit').click();
}

const inApp = (page: Page) => page.waitForURL((url) => url.href.startsWith(`${appUrl()}/callback`));
const text = (page: Page) => page.locator('main, body').first().innerText();
/** What the page says that comes after a press. */
async function textWith(page: Page, words: string): Promise<string> {
  await page.getByText(words).first().waitFor();
  return text(page);
}

test('the page says that it may be left empty; left empty it is not asked again, and forgotten stays neutral', async () => {
  const id = await newPerson('skipper');
  const page = await atEmailPage('skipper');
  expect(await text(page)).toMatch(/freiwillig[\s\S]*lassen Sie das Feld leer/);
  await picture(page, 'keycloak-add-email');
  await page.locator('#kc-submit').click();
  await inApp(page);
  expect(await fixture.directory.getUser(id)).toMatchObject({ requiredActions: [], emailVerified: false });
  await inApp(await openAt('skipper', own));

  const forgotten = await (await newBrowser(browser)).newPage();
  await forgotten.goto(authorize());
  const answers: string[] = [];
  for (const name of ['skipper', 'nobody.at.all']) {
    await forgotten.goto(authorize());
    await forgotten.getByRole('link', { name: /Passwort vergessen/ }).click();
    await forgotten.locator('#username').fill(name);
    await forgotten.locator('[type=submit]').first().click();
    answers.push((await textWith(forgotten, 'Ohne E-Mail-Adresse:')).replaceAll(name, ''));
  }
  expect(answers[0]).toBe(answers[1]);
  const sent = await fixture.admin.realms.findEvents({
    realm: fixture.realm,
    type: 'SEND_RESET_PASSWORD' as never,
  });
  expect(sent).toEqual([]);
});

test('an address counts only when its mail link was followed, in whichever browser; a second use is told apart', async () => {
  const id = await newPerson('filler');
  const page = await atEmailPage('filler');
  await give(page, address('filler'));
  await page.getByText('Wir haben eine E-Mail').waitFor();
  await picture(page, 'keycloak-mail-sent');
  const waiting = await fixture.directory.getUser(id);
  expect(waiting).toMatchObject({ emailVerified: false, pendingEmail: address('filler') });
  expect(waiting?.email).toBeUndefined();

  // A change of the administrators' meanwhile must not lose what the person began.
  await fixture.directory.updateProfile(id, { locale: 'en', employeeNumber: '0815' });
  await fixture.directory.updateProfile(id, { locale: 'de' });
  expect(await fixture.directory.getUser(id)).toMatchObject({ pendingEmail: address('filler') });

  const mail = await mailTo(address('filler'));
  expect([mail.subject, mail.text]).toEqual([
    'Bitte bestätigen Sie Ihre E-Mail-Adresse',
    expect.stringMatching(/Muster AG[\s\S]*gilt (24 Stunden|1 Tag)/),
  ]);
  const elsewhere = await (await newBrowser(browser)).newPage();
  await elsewhere.goto(actionLinkIn(mail));
  expect(await text(elsewhere)).toContain('Ihre E-Mail-Adresse ist bestätigt');
  const done = await fixture.directory.getUser(id);
  expect(done).toMatchObject({ email: address('filler'), emailVerified: true, requiredActions: [] });
  expect(done?.pendingEmail).toBeUndefined();
  await elsewhere.goto(actionLinkIn(mail));
  expect(await text(elsewhere)).toContain('schon verwendet');
  await inApp(await openAt(address('filler'), own));
});

test('a link that is never followed keeps nobody out: the next sign-in offers it again, another address, or none', async () => {
  const id = await newPerson('waiter');
  await give(await atEmailPage('waiter'), address('mistyped'));
  const mail = await mailTo(address('mistyped'));
  const page = await openAt('waiter', own);
  expect(await textWith(page, 'Mit leerem Feld')).toMatch(/noch nicht geöffnet[\s\S]*Mit leerem Feld/);
  await picture(page, 'keycloak-mail-pending');
  await give(page, '');
  await inApp(page);
  await page.goto(actionLinkIn(mail));
  expect(await text(page)).toContain('Dieser Link gilt nicht mehr');
  expect((await fixture.directory.getUser(id))?.email).toBeUndefined();
});

test('the address of somebody else is refused, at once and after the mail; nothing is sent to its owner', async () => {
  await newPerson('owner', { email: address('owner'), emailVerified: true, requiredActions: [] });
  const id = await newPerson('second');
  const page = await atEmailPage('second');
  await give(page, address('owner'));
  await page.getByText('gehört schon zu einem anderen Konto').first().waitFor();
  expect(await mailsTo(address('owner'))).toEqual([]);
  await give(page, address('late'));
  const link = actionLinkIn(await mailTo(address('late')));
  await newPerson('faster', { email: address('late'), emailVerified: true });
  await page.goto(link);
  expect(await text(page)).toContain('gehört schon zu einem anderen Konto');
  expect((await fixture.directory.getUser(id))?.email).toBeUndefined();
});

test('a link of an app can be cancelled; sent empty it says success, though there is no e-mail', async () => {
  const more = { requiredActions: [], credentials: [{ type: 'password', value: own, temporary: false }] };
  const id = await newPerson('later', more);
  const page = await openAt('later', own, { kc_action: 'UPDATE_EMAIL' });
  const status = () => new URL(page.url()).searchParams.get('kc_action_status');
  await page.locator('#kc-cancel').click();
  await inApp(page);
  expect(status()).toBe('cancelled');
  await page.goto(authorize({ kc_action: 'UPDATE_EMAIL' }));
  await page.locator('#kc-submit').click();
  await inApp(page);
  expect(status()).toBe('success');
  expect((await fixture.directory.getUser(id))?.email).toBeUndefined();
});
