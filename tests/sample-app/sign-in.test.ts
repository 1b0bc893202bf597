import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT, generateKeyPair } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, signIn, textOf } from '../support/browser.ts';
import { type AppFixture, openSampleApp, password } from './app-fixture.ts';

let app: AppFixture;
let browser: Browser;

beforeAll(async () => {
  app = await openSampleApp();
  browser = await launch();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

async function newPage(locale = 'de-DE', colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await newBrowser(browser, locale, { colorScheme, viewport: { width: 320, height: 700 } });
  return context.newPage();
}

async function signedIn(page: Page, username = 'erika.mustermann'): Promise<void> {
  await page.goto(`${app.url}/`);
  await page.getByRole('link', { name: /Anmelden|Sign in/ }).click();
  await signIn(page, username, password);
  await page.waitForURL(`${app.url}/`);
}

async function expectSignedOut(page: Page): Promise<void> {
  await page.goto(`${app.url}/`);
  await page.getByRole('link', { name: 'Anmelden' }).waitFor();
}

test('before Keycloak is there the app answers and says so', async () => {
  expect(await (await fetch(`${app.url}/healthz`)).json()).toEqual({ ok: true, keycloak: false });
  const login = await fetch(`${app.url}/login`, { redirect: 'manual' });
  expect([login.status, await login.text()]).toEqual([
    503,
    expect.stringContaining('gerade nicht erreichbar'),
  ]);
  await app.connect();
  expect(await (await fetch(`${app.url}/healthz`)).json()).toEqual({ ok: true, keycloak: true });
});

test('shows who signed in and what the token opens; the second time the session at Keycloak is enough', async () => {
  const page = await newPage();
  await page.goto(`${app.url}/`);
  await expectAccessible(page);
  await signedIn(page);
  expect(await textOf(page, 'h1')).toBe("Angemeldet als Erika O'Brien-Öztürk");
  expect(await textOf(page)).toContain('erika@example.com');
  expect(await page.locator('tbody tr').allInnerTexts()).toEqual([
    'Werk Nord\tRedakteur',
    'Werk Süd\tMitglied',
  ]);
  expect(await page.locator('[data-area] h3').allInnerTexts()).toEqual(['Werk Nord', 'Werk Süd']);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.context().clearCookies({ name: 'sample_app_session' });
  await page.goto(`${app.url}/login`);
  expect(page.url()).toBe(`${app.url}/`);
  expect(await textOf(page, 'h1')).toContain('Erika');
});

test('English and dark', async () => {
  const page = await newPage('en-GB', 'dark');
  await signedIn(page);
  expect(await textOf(page, 'h1')).toBe("Signed in as Erika O'Brien-Öztürk");
  await expectAccessible(page);
});

test('signing out ends the session at Keycloak too', async () => {
  const page = await newPage();
  await signedIn(page);
  await page.getByRole('button', { name: 'Abmelden' }).click();
  await page.getByRole('link', { name: 'Anmelden' }).click();
  await page.locator('#password').waitFor();
});

test('a session that ends elsewhere ends here', async () => {
  const page = await newPage();
  await signedIn(page);
  const other = await newPage();
  await signedIn(other);
  const [user] = await app.admin.users.find({ realm: app.realm, username: 'erika.mustermann' });
  await app.admin.users.logout({ realm: app.realm, id: user?.id ?? '' });
  await expectSignedOut(page);
  await expectSignedOut(other);
});

test('an editor posts what members of the area read; nobody else posts, and no other page can', async () => {
  const page = await newPage();
  await signedIn(page);
  await page.goto(`${app.url}/areas/werk-nord`);
  const field = page.getByLabel('Ihre Nachricht an alle in diesem Bereich');
  await field.fill(' \t ');
  await page.getByRole('button', { name: 'Aushängen' }).click();
  await page.getByText('Es wurde noch nichts ausgehängt.').waitFor();
  await expectAccessible(page);
  await field.fill('Werksführung am <b>Montag</b>');
  await page.getByRole('button', { name: 'Aushängen' }).click();
  await page.waitForURL(`${app.url}/areas/werk-nord`);
  const member = await newPage();
  await signedIn(member, 'max.mitglied');
  await member.goto(`${app.url}/areas/werk-nord`);
  const board = member.locator('[data-part="notes"]');
  expect(await board.innerText()).toContain('Werksführung am <b>Montag</b>');
  expect(await board.innerText()).toContain("Erika O'Brien-Öztürk");
  expect(await member.getByRole('button', { name: 'Aushängen' }).count()).toBe(0);
  await expectAccessible(member);
  await expectNoSidewaysScroll(member);
  const post = async (from: Page, headers: Record<string, string>) => {
    const form = { text: 'Untergeschoben' };
    return (await from.request.post(`${app.url}/areas/werk-nord/notes`, { headers, form })).status();
  };
  const own = { 'sec-fetch-site': 'same-origin' };
  expect(await post(member, own)).toBe(403);
  for (const site of ['same-site', 'cross-site', 'none'])
    expect(await post(page, { 'sec-fetch-site': site })).toBe(403);
  expect([await post(page, {}), await post(page, { origin: 'http://127.0.0.1:9' })]).toEqual([403, 403]);
  await member.reload();
  expect(await board.innerText()).not.toContain('Untergeschoben');
  expect(await post(page, { origin: app.url })).toBe(200);
});

test('what was taken away is gone with the next token, and a disabled account is signed out', async () => {
  const page = await newPage();
  await signedIn(page);
  await page.goto(`${app.url}/areas/werk-nord`);
  expect(await textOf(page, 'h1')).toBe('Werk Nord');
  await page.goto(`${app.url}/`);
  const [user] = await app.admin.users.find({ realm: app.realm, username: 'erika.mustermann' });
  const id = user?.id ?? '';
  const south = (await app.admin.users.listGroups({ realm: app.realm, id })).find(
    ({ name }) => name === 'sued-member',
  );
  await app.admin.users.delFromGroup({ realm: app.realm, id, groupId: south?.id ?? '' });
  await page.reload();
  expect(await page.locator('tbody tr').allInnerTexts()).toEqual(['Werk Nord\tRedakteur']);
  for (const { id: groupId = '' } of await app.admin.users.listGroups({ realm: app.realm, id }))
    await app.admin.users.delFromGroup({ realm: app.realm, id, groupId });
  const denied = await page.goto(`${app.url}/areas/werk-nord`);
  expect([denied?.status(), await textOf(page, 'h1')]).toEqual([403, 'Kein Zugang zu Werk Nord']);
  await expectAccessible(page);
  const ask = new URL(
    (await page.getByRole('link', { name: 'Zugang beantragen' }).getAttribute('href')) ?? '',
  );
  expect([ask.pathname, ask.searchParams.get('area')]).toEqual(['/request', 'werk-nord']);
  expect((await page.goto(`${app.url}/areas/zentrale`))?.status()).toBe(404);
  await app.admin.users.update({ realm: app.realm, id }, { enabled: false });
  await expectSignedOut(page);
  await app.admin.users.update({ realm: app.realm, id }, { enabled: true });
});

test('a logout token that Keycloak did not sign ends nothing', async () => {
  const page = await newPage();
  await signedIn(page);
  const { privateKey } = await generateKeyPair('RS256');
  const [user] = await app.admin.users.find({ realm: app.realm, username: 'erika.mustermann' });
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const forged = await new SignJWT({ sub: user?.id ?? '', events, jti: '1' })
    .setProtectedHeader({ alg: 'RS256', typ: 'logout+jwt' })
    .setIssuer(app.issuer)
    .setAudience('sample-app')
    .setIssuedAt()
    .sign(privateKey);
  for (const token of [forged, '', 'x.y.z']) {
    const body = new URLSearchParams({ logout_token: token });
    expect((await fetch(`${app.url}/backchannel-logout`, { method: 'POST', body })).status).toBe(400);
  }
  await page.reload();
  expect(await textOf(page, 'h1')).toContain('Erika');
});

test('a sign-in page that was left open too long is started again; any other refusal has a way on', async () => {
  const page = await newPage();
  await page.goto(`${app.url}/login`);
  const state = new URL(page.url()).searchParams.get('state') ?? '';
  const issuer = encodeURIComponent(app.issuer);
  await page.goto(
    `${app.url}/callback?error=temporarily_unavailable&error_description=authentication_expired&state=${state}&iss=${issuer}`,
  );
  await page.locator('#username').waitFor();
  await page.goto(`${app.url}/callback?error=access_denied&state=foreign&iss=${issuer}`);
  await page.getByRole('link', { name: 'Noch einmal anmelden' }).waitFor();
  await expectAccessible(page);
});

test('a callback that this browser never asked for signs nobody in', async () => {
  const answer = await fetch(`${app.url}/callback?code=x&state=y`, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('set-cookie')]).toEqual([
    400,
    expect.not.stringContaining('sample_app_session'),
  ]);
});
