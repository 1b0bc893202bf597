import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findApache } from '../../scripts/servers/apache.mjs';
import { roleGroup } from '../keycloak/people.ts';
import { openRealm } from '../keycloak/realm-fixture.ts';
import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { password } from '../keycloak/tokens.ts';
import { launch, newBrowser, signIn as signInAt } from '../support/browser.ts';
import { freeAddress } from '../support/free-port.ts';
import { until } from '../support/processes.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { startProxiedApp } from './_apache.ts';
import type { ProxiedApp } from './_apache.ts';
import { addPerson } from './_person.ts';
import { operatorEnv } from './_operator.ts';
import { followRecipe, type RecipeApp } from './_recipe.ts';

let fixture: RealmFixture;
let app: RecipeApp & { url: string };
let proxied: ProxiedApp;
let chromium: Browser;
/** Without Apache its tests are left out, and the run's last lines say why. */
const apache = await findApache();
const withApache = typeof apache === 'string' ? test.skip : test;
const why = typeof apache === 'string' ? ` (not tried: ${apache})` : '';
const person = (username: string, ...access: string[]) => addPerson(fixture, username, access);
const einlass = 'https://zugang.example';
/** The members of Werk Nord; each test makes sure of them, because each may run alone. */
const members = async () => (await roleGroup(fixture.directory, 'werk-nord', 'member')).id;

beforeAll(async () => {
  fixture = await openRealm();
  const url = await freeAddress();
  const following = { env: operatorEnv(fixture, einlass), addresses: { 'https://portal.example': url } };
  app = Object.assign(await followRecipe('saml', following), { url });
  if (typeof apache !== 'string') proxied = await startProxiedApp(apache, fixture, einlass);
  chromium = await launch();
});
afterAll(async () => {
  await chromium?.close();
  await proxied?.stop();
  await app?.stop();
  await fixture?.close();
});

/** A browser in which somebody has signed in on the way to an address. */
async function signedIn(username: string, address: string): Promise<Page> {
  const page = await (await newBrowser(chromium)).newPage();
  await page.goto(address);
  await signInAt(page, username, password);
  await page.waitForURL(address);
  return page;
}

/** From a closed page of the app to the page of Keycloak that posts the signed answer back. */
async function answerFor(browser: HttpBrowser, username: string) {
  const form = await browser.follow(await browser.get(`${app.url}/werk-nord`));
  return browser.submit(form, { username, password });
}
const answerIn = (page: Answer): string => /name="SAMLResponse" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const plain = (text: string): string => Buffer.from(text, 'base64').toString();
const signIn = async (browser: HttpBrowser, username: string) =>
  browser.follow(await browser.submit(await answerFor(browser, username), {}));

test('SAML: signs in by a signed answer and opens what the area opens', async () => {
  await person('one.value', 'werk-nord:member');
  await person('two.values', 'werk-sued:editor', 'werk-nord:editor');
  for (const name of ['one.value', 'two.values']) {
    const page = await signIn(httpBrowser(), name);
    expect([page.status, page.url.pathname]).toEqual([200, '/werk-nord']);
    expect(page.text).toContain('<h1>Werk Nord</h1>');
  }
});

test('SAML: a real browser, in which no cookie of the app comes along with the answer', async () => {
  await person('in.chromium', 'werk-nord:member');
  const page = await signedIn('in.chromium', `${app.url}/werk-nord`);
  expect(await page.locator('h1').textContent()).toBe('Werk Nord');
});

test('SAML: who is not in the area is told where to ask, and is in as soon as somebody agreed', async () => {
  const browser = httpBrowser();
  const userId = await person('no.area', 'werk-nord-halle:member');
  const denied = await signIn(browser, 'no.area');
  expect(denied.status).toBe(403);
  // Back to where the sign-in begins by itself, never to `/register`: who comes back has an account.
  const back = encodeURIComponent(`${app.url}/werk-nord`);
  expect(denied.text).toContain(`href="${einlass}/request?area=werk-nord&#38;app=${back}"`);
  await fixture.directory.joinGroup(userId, await members());
  const again = await browser.follow(await browser.get(`${app.url}/werk-nord`));
  expect((await browser.follow(await browser.submit(again, {}))).text).toContain('<h1>Werk Nord</h1>');
});

test('SAML: registering leads to Einlass, which leads back to a sign-in that begins with it', async () => {
  const browser = httpBrowser();
  const start = `${app.url}/register`;
  const link = `href="${einlass}/register?app=${encodeURIComponent(start)}"`;
  expect((await browser.get(app.url)).text).toContain(link);
  const last = await browser.follow(
    await browser.get(start),
    (next) => next.origin !== fixture.input.publicUrl,
  );
  expect(last.location?.pathname).toBe('/op/authorize');
});

test('SAML: an answer is good once, for the browser that asked, as Keycloak signed it', async () => {
  const [browser, other] = [httpBrowser(), httpBrowser()];
  const acs = `${app.url}/saml/acs`;
  await person('answer.once', 'werk-nord:member');
  const answer = plain(answerIn(await answerFor(browser, 'answer.once')));
  const forged = answer.replace('werk-nord:member', 'werk-nord:network_manager');
  expect(forged).not.toBe(answer);
  expect((await browser.post(acs, { SAMLResponse: base64(forged) })).status).toBe(400);
  // Keycloak's session is there, so that it answers at once; what was refused has used its request up.
  const page = await browser.follow(await browser.get(`${app.url}/werk-nord`));
  const taken = await browser.submit(page, {});
  expect(taken.location?.pathname).toBe('/saml/done');
  expect((await browser.submit(page, {})).status).toBe(400);
  // Whoever lures somebody to this address does not sign them in as themselves, even in the middle of a sign-in.
  await other.get(`${app.url}/login`);
  expect((await other.get(String(taken.location))).status).toBe(400);
  expect(other.cookie('saml_session')).toBeUndefined();
  // The address is good once, so that nobody else finds it in a history.
  expect((await browser.get(String(taken.location))).status).toBe(400);
});

test('SAML: only Keycloak ends a session, and does so when somebody is suspended', async () => {
  const [browser, colleague] = [httpBrowser(), httpBrowser()];
  const userId = await person('soon.suspended', 'werk-nord:member');
  await person('at.work', 'werk-nord:member');
  await signIn(colleague, 'at.work');
  const page = await answerFor(browser, 'soon.suspended');
  await browser.follow(await browser.submit(page, {}));
  const statusOf = async (of: HttpBrowser) => (await of.get(`${app.url}/werk-nord`)).status;

  const SAMLRequest = base64(unsignedLogout(plain(answerIn(page))));
  expect((await httpBrowser().post(`${app.url}/saml/logout`, { SAMLRequest })).status).toBe(400);
  expect(await statusOf(browser)).toBe(200);

  await fixture.directory.setEnabled(userId, false);
  await fixture.directory.logout(userId);
  expect([await statusOf(browser), await statusOf(colleague)]).toEqual([303, 200]);
});

test('SAML: signing out ends the session at Keycloak, too', async () => {
  const browser = httpBrowser();
  await person('signs.out', 'werk-nord:member');
  await signIn(browser, 'signs.out');
  const back = await browser.submit(await browser.follow(await browser.post(`${app.url}/logout`)), {});
  expect([back.status, back.location?.href]).toEqual([303, `${app.url}/`]);
  expect((await browser.follow(await browser.get(`${app.url}/login`))).text).toContain('id="kc-login"');
});

withApache(
  `Apache: the claim opens paths, and the app behind learns who it is from nobody else${why}`,
  async () => {
    await person('apache.editor', 'werk-nord:editor');
    await person('apache.member', 'werk-nord:member');
    await person('apache.nobody', 'werk-nord-halle:member');
    const there = encodeURIComponent(`${proxied.url}/werk-nord`);
    const ask = `${einlass}/request?area=werk-nord&app=${there}`;
    const expected = { editor: [200, 200], member: [200, 403], nobody: [302, 403] };
    for (const [name, statuses] of Object.entries(expected)) {
      const { request } = await signedIn(`apache.${name}`, `${proxied.url}/`);
      const headers = { OIDC_CLAIM_sub: 'me', 'OIDC-CLAIM-access': 'werk-nord:editor' };
      const get = (path: string) => request.get(proxied.url + path, { maxRedirects: 0, headers });
      const [area, redaktion] = [await get('/werk-nord'), await get('/werk-nord/redaktion')];
      expect([area.status(), redaktion.status()]).toEqual(statuses);
      expect(area.headers()['location']).toBe(area.status() === 302 ? ask : undefined);
      // Other spellings, which an app behind may take for the same page.
      const spelt = ['/Werk-Nord', '//werk-nord/', '/werk%2Dnord', '/x/../werk-nord', '/WERK-NORD/Redaktion'];
      const found = await Promise.all(spelt.map(async (path) => (await get(path)).status()));
      expect(found).toEqual([...Array.from({ length: 4 }, () => statuses[0]), statuses[1]]);
      for (const path of [
        '/werk-nord;x',
        '/x/..;/werk-nord',
        '/;/werk-nord/a',
        '/x%5C..%5Cwerk-nord',
        '/%3Bx',
      ])
        expect([path, (await get(path)).status()]).toEqual([path, 403]);
      expect((await get('/elsewhere')).status()).toBe(200);
      expect(proxied.seen()).toMatchObject({
        oidc_claim_preferred_username: `apache.${name}`,
        oidc_claim_access: expect.stringMatching(/^werk-nord(-halle)?:/),
      });
      expect(Object.keys(proxied.seen()).filter((name) => /^oidc(-|_access_token$)/.test(name))).toEqual([]);
      expect(proxied.seen()['oidc_claim_sub']).not.toBe('me');
    }
  },
);

withApache(`Apache: a change of areas arrives, and whoever is suspended is out${why}`, async () => {
  const userId = await person('apache.changes');
  const { request } = await signedIn('apache.changes', `${proxied.url}/`);
  const status = async () => (await request.get(`${proxied.url}/werk-nord`, { maxRedirects: 0 })).status();
  expect(await status()).toBe(302);
  const group = await members();
  await fixture.directory.joinGroup(userId, group);
  await until('the area opens', async () => (await status()) === 200);
  await fixture.directory.leaveGroup(userId, group);
  await until('the area closes', async () => (await status()) === 302);

  await fixture.directory.setEnabled(userId, false);
  await fixture.directory.logout(userId);
  const next = await request.get(proxied.url, { maxRedirects: 0 });
  expect(next.headers()['location']).toMatch(`${fixture.issuer}/protocol/openid-connect/auth`);
});

withApache(`Apache: signing out ends the session at Keycloak, too${why}`, async () => {
  await person('apache.signs.out');
  const page = await signedIn('apache.signs.out', `${proxied.url}/`);
  await page.goto(`${proxied.url}/oidc/callback?logout=${encodeURIComponent(`${proxied.url}/`)}`);
  await page.locator('#kc-login').waitFor();
});

/** What somebody would write who knows the session of a person, but has no key of Keycloak's. */
function unsignedLogout(answer: string): string {
  const index = /SessionIndex="([^"]+)"/.exec(answer)?.[1];
  const name = /<saml:NameID[^>]*>[^<]+<\/saml:NameID>/.exec(answer)?.[0];
  expect(index && name).toBeTruthy();
  return `<samlp:LogoutRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_1" Version="2.0" IssueInstant="${new Date().toISOString()}" Destination="${app.url}/saml/logout"><saml:Issuer>${fixture.issuer}</saml:Issuer>${name}<samlp:SessionIndex>${index}</samlp:SessionIndex></samlp:LogoutRequest>`;
}
