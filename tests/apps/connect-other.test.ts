import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openRealm } from '../keycloak/realm-fixture.ts';
import type { RealmFixture } from '../keycloak/realm-fixture.ts';
import { hashed, password } from '../keycloak/tokens.ts';
import { type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { startSamlApp } from './_saml-app.ts';
import type { SamlApp } from './_saml-app.ts';

let fixture: RealmFixture;
let app: SamlApp;
const einlass = 'https://zugang.example';

beforeAll(async () => {
  fixture = await openRealm();
  app = await startSamlApp(fixture, einlass);
});
afterAll(async () => {
  await app.stop();
  await fixture.close();
});

async function person(username: string, ...access: string[]): Promise<string> {
  const memberId = randomUUID();
  const groupPaths = await Promise.all(
    access.map(async (value) => {
      const [slug = '', role = ''] = value.split(':');
      const id = await fixture.directory.ensureRoleGroup(slug, role);
      await fixture.directory.setGroupAccess(id, [value]);
      return `/areas/${slug}/${role}`;
    }),
  );
  const { userId } = await fixture.directory.createUser({
    memberId,
    username,
    firstName: 'Jörg',
    lastName: "O'Brien-Müßig",
    emailVerified: false,
    locale: 'de',
    enabled: true,
    groupPaths,
    federatedSubject: memberId,
    requiredActions: [],
    credential: hashed(),
  });
  return userId;
}

/** From a closed page of the app to the page of Keycloak that posts the signed answer back. */
async function answerFor(browser: HttpBrowser, username: string) {
  const form = await browser.follow(await browser.get(`${app.url}/werk-nord`));
  return browser.submit(form, { username, password });
}
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
