import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import type { Browser, Page } from 'playwright-core';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { expectAccessible } from '../support/axe.ts';
import { launch, newBrowser, picture, signIn, textOf } from '../support/browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { until } from '../support/processes.ts';

let house: Installation;
let browser: Browser;

beforeAll(async () => {
  [house, browser] = await Promise.all([installation(), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await house?.close();
});

async function signedIn(username: string, locale = 'de-DE'): Promise<Page> {
  const context = await newBrowser(browser, locale);
  const page = await context.newPage();
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, username, house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  return page;
}

test('a manager of one area sees the people of that area only', async () => {
  const page = await signedIn('nora.nord');
  const text = await textOf(page);
  expect(text).toContain('Editor, Emil');
  expect(text).toContain('Nord, Nora');
  expect(text).not.toContain('Maria');
  expect(text).not.toContain('Nadja');
  await page.context().close();
});

test('somebody who manages nothing is told why, and can come back as somebody else', async () => {
  const page = await signedIn('maria.mitglied');
  expect(await textOf(page)).toMatch(/Newsroom-Manager und Netzwerkmanager/);
  await expectAccessible(page);
  await picture(page, 'not-an-administrator');
  await page.getByRole('button', { name: /anderen Konto/ }).click();
  await page.waitForURL(`${house.url}/admin/signed-out`);
  await page.goto(`${house.url}/admin/members`);
  await signIn(page, 'netz.manager', house.password);
  await page.waitForURL(`${house.url}/admin/members`);
  await page.context().close();
});

test('the interface speaks English and keeps the choice; the dark scheme stays, too', async () => {
  const page = await signedIn('netz.manager', 'en-GB');
  expect(await textOf(page, 'h1')).toMatch(/User permissions|permissions/i);
  await page.goto(`${house.url}/admin/members?lang=de`);
  await page.goto(`${house.url}/admin/members`);
  expect(await textOf(page, 'h1')).toBe('Benutzerberechtigungen');
  await page
    .getByRole('button', { name: /Darstellung|Farbschema|hell|dunkel/i })
    .first()
    .click();
  await page
    .getByRole('button', { name: /Dunkel/i })
    .first()
    .click();
  await page.waitForLoadState();
  expect(await page.locator('html').getAttribute('class')).toContain('pf-v6-theme-dark');
  await expectAccessible(page);
  await picture(page, 'members-dark');
  await page.context().close();
});

test('signing out ends the session here and at Keycloak', async () => {
  const page = await signedIn('netz.manager');
  await page.getByRole('button', { name: 'Abmelden' }).first().click();
  await page.waitForURL(`${house.url}/admin/signed-out`);
  await page.goto(`${house.url}/admin/members`);
  await page.locator('#username').waitFor();
  await page.context().close();
});

test('a session that ends at Keycloak ends here, by back-channel logout', async () => {
  const page = await signedIn('netz.manager');
  const { rows } = await house.query(`select keycloak_user_id from member where username = 'netz.manager'`);
  await house.logoutAtKeycloak(String(rows[0]?.['keycloak_user_id']));
  await until('signed out here', async () => {
    const cookies = (await page.context().cookies(house.url))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const answer = await fetch(`${house.url}/admin/members`, {
      headers: { cookie: cookies },
      redirect: 'manual',
    });
    return answer.status === 303;
  });
  await page.context().close();
});

test('a logout token that Keycloak did not sign ends nothing, however right its claims are', async () => {
  const page = await signedIn('netz.manager');
  const { rows } = await house.query(`select keycloak_user_id from member where username = 'netz.manager'`);
  const account = { realm: house.realm, id: String(rows[0]?.['keycloak_user_id']) };
  const sessions = await (await adminOfMaster()).users.listSessions(account);
  expect(sessions.length).toBeGreaterThan(0);
  const { privateKey } = await generateKeyPair('RS256');
  for (const { id: sid } of sessions) {
    const claims = { sid, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } };
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256' })
      .setIssuer(`${house.keycloakUrl}/realms/${house.realm}`)
      .setAudience('einlass-admin')
      .setJti(String(sid))
      .setIssuedAt()
      .sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${forged.split('.')[1]}.`;
    for (const logout_token of [forged, unsigned]) {
      const body = new URLSearchParams({ logout_token });
      const answer = await fetch(`${house.url}/admin/backchannel-logout`, { method: 'POST', body });
      expect(answer.status).toBe(400);
    }
  }
  expect((await page.goto(`${house.url}/admin/members`))?.status()).toBe(200);
  expect(page.url()).toBe(`${house.url}/admin/members`);
  await page.context().close();
});

test('cookies are out of reach of scripts and other sites, and pages forbid inline scripts', async () => {
  const page = await signedIn('netz.manager');
  const session = (await page.context().cookies(house.url)).find(({ name }) => name === 'einlass_session');
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  const answer = await page.goto(`${house.url}/admin/members`);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  expect(policy).toContain("frame-ancestors 'none'");
  await page.context().close();
});

test('ready only with database and Redis; without Redis pages answer quickly and say so', async () => {
  expect((await fetch(`${house.url}/healthz`)).status).toBe(200);
  expect(await (await fetch(`${house.url}/readyz`)).json()).toEqual({ ok: true, failing: [] });
  await house.redis.process.stop('SIGKILL');
  await until('not ready', async () => (await fetch(`${house.url}/readyz`)).status === 503);
  const answer = await fetch(`${house.url}/admin/members`, {
    headers: { cookie: 'einlass_session=s%3Ax.y', accept: 'text/html' },
  });
  expect([303, 503]).toContain(answer.status);
});

test('SIGTERM ends web and worker by themselves', async () => {
  expect(await house.web().stop()).toBe(0);
  expect(await house.worker().stop()).toBe(0);
});
