import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type RecipeApp, followRecipe } from '../apps/_recipe.ts';
import { codeFor, freshAddress } from '../registration/registrant.ts';
import { type Administrator, signInAdministrator } from '../support/administrator.ts';
import { choosePassword, launch, newBrowser, signIn } from '../support/browser.ts';
import { freeAddress } from '../support/free-port.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';
import { type AppWays, nativeWays, pageWays, portalWays, sampleAppWays, samlWays } from './app-ways.ts';

const password = 'Ein-eigenes-Passwort-7';
let house: Installation;
let browser: Browser;
let admin: Administrator;
/** Nora, newsroom manager of Werk Nord. */
let manager: Page;
const apps: Record<string, AppWays> = {};
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
  const [web, spa, api, saml] = await Promise.all([
    freeAddress(),
    freeAddress(),
    freeAddress(),
    freeAddress(),
  ]);
  const follow = async (
    kind: string,
    portal: string,
    own: Record<string, string> = {},
  ): Promise<RecipeApp> => {
    const addresses = { 'https://portal.example': portal, 'https://api.example': api };
    const app = await followRecipe(kind, { env: house.env, addresses, own });
    undo.push(() => app.stop());
    return app;
  };
  await follow('api', '', { CALLERS: 'brett staff', ORIGINS: spa, PORT: new URL(api).port });
  await follow('web', web);
  await follow('spa', spa, { PORT: new URL(spa).port });
  const native = await follow('native', '', { BROWSER: 'echo' });
  await follow('saml', saml);
  await house.restartWeb();
  apps['sample app'] = sampleAppWays(house.appUrl);
  apps['web app'] = portalWays(web);
  apps['single-page app'] = pageWays(spa);
  apps['native app'] = nativeWays(native);
  apps['SAML app'] = samlWays(saml);
  admin = await signInAdministrator(house);
  manager = await (await newBrowser(browser)).newPage();
  await manager.goto(`${house.url}/admin/requests`);
  await signIn(manager, 'nora.nord', house.password);
  await manager.waitForURL(`${house.url}/admin/requests`);
});
afterAll(async () => {
  for (const one of undo) await one();
  await browser?.close();
  await house?.close();
});

const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click();

/** Einlass' pages, from the choice of the way to Keycloak's page for the password. */
async function registerAs(page: Page, lastName: string, email: string): Promise<void> {
  await press(page, 'Ohne hinterlegte');
  await page.getByLabel('Vorname').fill('Anna');
  await page.getByLabel('Nachname').fill(lastName);
  await page.getByLabel('Private E-Mail-Adresse').fill(email);
  await press(page, 'Weiter');
  await page.getByLabel('Code aus der E-Mail').fill(await codeFor(email));
  await press(page, 'Weiter');
  await choosePassword(page, password);
}

async function approve(lastName: string): Promise<void> {
  await manager.goto(`${house.url}/admin/requests`);
  await manager
    .getByRole('link', { name: `${lastName}, Anna` })
    .first()
    .click();
  await press(manager, 'Annehmen und freischalten');
  await manager.getByText('Der Zugang ist in wenigen Sekunden offen').waitFor();
}

async function suspend(email: string): Promise<void> {
  const { rows } = await house.query(`select id from member where email = '${email}'`);
  const address = `${house.url}/admin/members/${String(rows[0]?.['id'])}`;
  const { text } = await admin.browser.get(address);
  const version = /name="version" value="([^"]+)"/.exec(text)?.[1] ?? '';
  const answer = await admin.browser.post(`${address}/suspend`, { version });
  expect(answer.status).toBe(303);
}

test.each(['sample app', 'web app', 'single-page app', 'native app', 'SAML app'])(
  '%s: registered, waiting, let in, suspended, out',
  async (name) => {
    const app = apps[name] as AppWays;
    const page = await (await newBrowser(browser)).newPage();
    const [email, lastName] = [freshAddress(), `Neu ${name}`];
    await app.register(page);
    await registerAs(page, lastName, email);
    await app.inside(page, `Anna ${lastName}`);
    expect(await app.door(page)).toBe('refused');
    await app.ask(page);
    await page.getByLabel('Nachricht an die Verantwortlichen').fill('Ich fange am Montag an.');
    await press(page, 'Anfrage senden');
    await page.getByRole('status').filter({ hasText: 'Ihre Anfrage ist gesendet' }).waitFor();
    expect(await app.door(page)).toBe('refused');
    await approve(lastName);
    await until('the area to open', async () => (await app.door(page)) === 'open');
    await suspend(email);
    await until('the app to be told', async () => (await app.door(page)) === 'out');
    await page.context().close();
  },
);
