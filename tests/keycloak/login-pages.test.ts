import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { applyRealm, type Change } from '../../sidecar/keycloak/realm-apply.ts';
import { checkRealm } from '../../sidecar/keycloak/realm-check.ts';
import { authorizeUrl } from '../support/authorize-url.ts';
import { expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn } from '../support/browser.ts';
import { ownThemes } from '../support/own-themes.ts';
import { until } from '../support/processes.ts';
import { appServer, brandServer } from './login-pages-servers.ts';
import { openRealm, randomRealm, type RealmFixture } from './realm-fixture.ts';

const company = "Müller's {Söhne}";
const help = { de: 'Frau Lindner <b>Raum ${3}</b>\nTelefon 4711', en: 'Ms Lindner\nPhone 4711' };
const password = 'a long enough word';
const [accent, worn] = ['#7a1f3d', 'rgb(122, 31, 61)'];
let fixture: RealmFixture;
let own: ReturnType<typeof ownThemes>;
let brand: Awaited<ReturnType<typeof brandServer>>;
let app: Awaited<ReturnType<typeof appServer>>;
let browser: Browser;

beforeAll(async () => {
  [brand, app, browser] = await Promise.all([brandServer(accent), appServer(), launch()]);
  fixture = await openRealm({ publicUrl: brand.url, displayName: company, mailLook: { company, help } });
  const { admin, realm } = fixture;
  own = ownThemes(realm);
  await admin.realms.update({ realm }, own.themes);
  const redirectUris = [`${app.url}/*`];
  await admin.clients.create({
    realm,
    clientId: 'app',
    publicClient: true,
    redirectUris,
    frontchannelLogout: true,
    attributes: {
      'frontchannel.logout.url': `${app.url}/gone`,
      'post.logout.redirect.uris': `${app.url}/out`,
    },
  });
  await admin.clients.create({
    realm,
    clientId: 'saml-app',
    protocol: 'saml',
    redirectUris,
    attributes: {
      saml_idp_initiated_sso_url_name: 'saml-app',
      saml_assertion_consumer_url_post: `${app.url}/acs`,
      'saml.force.post.binding': 'true',
      'saml.client.signature': 'false',
    },
  });
  const people = { anna: [], otto: ['CONFIGURE_TOTP'] };
  for (const [username, requiredActions] of Object.entries(people))
    await admin.users.create({
      realm,
      username,
      enabled: true,
      firstName: 'Jörg',
      lastName: 'Müller',
      requiredActions,
      email: `${username}@muster.example`,
      credentials: [{ type: 'password', value: password }],
    });
});
afterAll(async () => {
  await browser?.close();
  own?.remove();
  await fixture?.close();
  for (const server of [brand, app]) server?.close();
});

const opened: BrowserContext[] = [];
async function pageIn(scheme: 'light' | 'dark', width = 1280): Promise<Page> {
  const context = await newBrowser(browser);
  opened.push(context);
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: 800 });
  return page;
}
afterEach(() => Promise.all(opened.splice(0).map((context) => context.close())));

const signInAddress = (): string => authorizeUrl(fixture.issuer, `${app.url}/in`, { client_id: 'app' });
const style = (page: Page, selector: string, name: string, part = ''): Promise<string> =>
  page.evaluate(
    `getComputedStyle(document.querySelector(${JSON.stringify(selector)}), ${JSON.stringify(part)}).getPropertyValue('${name}')`,
  );
/** What shows whether or not the sheet is there. */
async function expectCompany(page: Page): Promise<void> {
  expect(await page.locator('#kc-header-wrapper').innerText()).toBe(company);
  expect(await page.locator('.einlass-help').innerText()).toContain(
    'Frau Lindner <b>Raum ${3}</b>, Telefon 4711',
  );
}

test("Keycloak's pages show the company, light and dark", async () => {
  for (const scheme of ['light', 'dark'] as const) {
    const page = await pageIn(scheme);
    await page.goto(signInAddress());
    await page.locator('html.einlass-brand').waitFor();
    await expectCompany(page);
    const button = await style(page, '#kc-login', 'background-color');
    if (scheme === 'light') expect(button).toBe(worn);
    else expect(button).not.toMatch(/rgb\(122, 31, 61\)|rgb\(0, 102, 204\)/);
    await signIn(page, 'nobody', password);
    await page.getByText('Benutzername oder Passwort stimmt nicht.').waitFor();
    await picture(page, `keycloak-sign-in-${scheme}`);
  }
});

test('on a small screen nothing sticks out to the side', async () => {
  const page = await pageIn('light', 320);
  await page.goto(signInAddress());
  await expectNoSidewaysScroll(page);
  await signIn(page, 'otto', password);
  await page.locator('#totp').waitFor();
  await expectNoSidewaysScroll(page);
  await page.locator('#mode-manual').click();
  await page.locator('#mode-barcode').waitFor();
  await expectNoSidewaysScroll(page);
});

test('a sidecar that is not there leaves a calm page on which one can sign in', async () => {
  const { admin, realm } = fixture;
  const said = (value: string) =>
    admin.realms.addLocalization({ realm, selectedLocale: 'de', key: 'einlassBrand' }, value);
  await said('http://127.0.0.1:9/brand.css');
  try {
    const page = await pageIn('light');
    await page.goto(signInAddress());
    await expectCompany(page);
    expect(await page.locator('html.einlass-brand').count()).toBe(0);
    expect(await style(page, '#kc-login', 'background-color')).toBe('rgb(0, 102, 204)');
    expect(await style(page, 'body', 'background-image')).toBe('none');
    await signIn(page, 'anna', password);
    await page.waitForURL(`${app.url}/in*`);
  } finally {
    await said(`${brand.url}/brand.css`);
  }
});

test('a sidecar that takes the request and never answers holds up nothing', async () => {
  brand.state.silent = true;
  try {
    const page = await pageIn('light');
    const asked = brand.state.asked;
    await page.goto(signInAddress(), { waitUntil: 'domcontentloaded' });
    await expectCompany(page);
    await until('the sheet is asked for', async () => brand.state.asked > asked);
    expect(brand.state.asked).toBe(asked + 1);
    // Keycloak's own scripts are modules, which wait for style sheets that matter
    await page.locator('[data-password-toggle]').click();
    expect(await page.locator('#password').getAttribute('type')).toBe('text');
    await signIn(page, 'anna', password);
    await page.waitForURL(`${app.url}/in*`);
    // these two go on by themselves once they are loaded
    await page.goto(`${fixture.issuer}/protocol/saml/clients/saml-app`, { waitUntil: 'commit' });
    await page.waitForURL(`${app.url}/acs`);
    const out = { client_id: 'app', post_logout_redirect_uri: `${app.url}/out` };
    await page.goto(`${fixture.issuer}/protocol/openid-connect/logout?${new URLSearchParams(out)}`, {
      waitUntil: 'domcontentloaded',
    });
    await page.locator('#kc-logout').click({ noWaitAfter: true });
    await page.waitForURL(`${app.url}/out*`);
  } finally {
    brand.state.silent = false;
  }
});

test('the account console shows the company, too, and works without its sheet', async () => {
  for (const silent of [false, true]) {
    brand.state.silent = silent;
    try {
      const page = await pageIn('light');
      await page.goto(`${fixture.issuer}/account/`, { waitUntil: 'domcontentloaded' });
      await signIn(page, 'anna', password);
      await page.getByRole('heading', { name: 'Meine Daten' }).waitFor();
      // Its script reads the company's words beside what shows the page.
      await page.waitForFunction(`document.title === ${JSON.stringify(`Mein Konto – ${company}`)}`);
      expect(await style(page, '.pf-v5-c-masthead__brand', 'content', '::after')).toBe(`"${company}"`);
      if (silent) expect(await page.locator('html.einlass-brand').count()).toBe(0);
      else {
        await page.locator('html.einlass-brand').waitFor();
        expect(await style(page, 'main .pf-v5-c-button.pf-m-primary', 'background-color')).toBe(worn);
      }
    } finally {
      brand.state.silent = false;
    }
  }
});

test('the realm wears our themes where the server has them; what the operator chose is theirs, and told', async () => {
  const { admin, realm, input } = fixture;
  const types = ['account', 'email', 'login'] as const;
  const found = async () =>
    (await checkRealm(admin, input))
      .filter(({ code }) => code.endsWith('_theme'))
      .map(({ code, level, remedy }) => [code, level, remedy.slice(0, 14)]);
  const planned = (changes: readonly Change[]) =>
    changes.filter(({ field }) => field.endsWith('Theme')).map(({ field, to }) => [field, to]);
  expect(planned(fixture.made).toSorted()).toEqual(types.map((type) => [`${type}Theme`, 'einlass']));
  await admin.realms.update({ realm }, { loginTheme: 'einlass', accountTheme: 'einlass' });
  expect(await applyRealm(admin, input)).toEqual([]);
  expect(await found()).toEqual([]);
  // what earlier versions put themselves is replaced; what an operator chose stays
  await admin.realms.update(
    { realm },
    { emailTheme: 'keycloak', loginTheme: 'keycloak.v2', accountTheme: 'theirs' },
  );
  expect(await found()).toEqual([
    ['login_theme', 'warning', 'run: einlass r'],
    ['email_theme', 'warning', 'in the console'],
  ]);
  expect(planned(await applyRealm(admin, input))).toEqual([['loginTheme', 'einlass']]);
  await admin.realms.update({ realm }, { emailTheme: 'theirs', loginTheme: 'theirs' });
  expect(await applyRealm(admin, input)).toEqual([]);
  const elsewhere = async () =>
    planned(await applyRealm(admin, { ...input, realm: randomRealm() }, { dryRun: true })).toSorted();
  expect(await elsewhere()).toEqual(types.map((type) => [`${type}Theme`, 'einlass']));
  const real = admin.serverInfo.find;
  // as a server answers into which nobody copied the theme
  admin.serverInfo.find = async () => {
    const info = await real();
    const others = Object.entries(info.themes ?? {}).map(([type, themes]) => [
      type,
      themes.filter(({ name }) => name !== 'einlass'),
    ]);
    return { ...info, themes: Object.fromEntries(others) };
  };
  try {
    expect(await elsewhere()).toEqual([['loginTheme', 'keycloak.v2']]);
    expect((await found()).toSorted()).toEqual(
      types.map((type) => [`${type}_theme`, 'warning', 'copy themes/ei']),
    );
  } finally {
    admin.serverInfo.find = real;
  }
});
