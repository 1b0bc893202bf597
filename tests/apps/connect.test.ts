import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Browser } from 'playwright-core';
import { password } from '../keycloak/tokens.ts';
import { launch, newBrowser, signIn } from '../support/browser.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { until } from '../support/processes.ts';
import { appCommand } from './_add-app.ts';
import { type Connected, connected, scheme, throughLogin, tokensOf } from './_connected.ts';
import { openIntrospection } from './api/introspect.ts';
import { openTokens } from './api/tokens.ts';

let house: Connected;
beforeAll(async () => {
  house = await connected();
});
afterAll(() => house?.close());

const atEinlass = (next: URL): boolean => next.origin !== house.urls.einlass;
const call = (token?: string, headers: Record<string, string> = {}) =>
  fetch(`${house.urls.api}/werk-nord`, {
    headers: { ...headers, ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });

test('web app: signs in, shuts out, opens at once after an approval, is out when the session ends', async () => {
  const { web, einlass } = house.urls;
  await house.follow('web');
  const browser = httpBrowser();
  const out = await browser.get(web);
  expect(out.text).toContain(`${einlass}/register?app=${encodeURIComponent(`${web}/register`)}`);
  expect((await throughLogin(browser, await browser.get(`${web}/login`), 'sven')).text).toContain(
    'sven Muster',
  );
  expect((await browser.get(`${web}/werk-nord`)).status).toBe(403);
  await house.give('sven', 'werk-nord');
  expect((await browser.get(`${web}/werk-nord`)).text).toContain('<h1>Werk Nord</h1>');
  expect((await browser.follow(await browser.get(`${web}/email`))).text).toContain('UPDATE_EMAIL');
  expect((await browser.post(`${web}/backchannel-logout`, { logout_token: 'made.up.token' })).status).toBe(
    400,
  );
  // Another browser has no part in it, and cannot take up an answer that it did not ask for.
  expect((await httpBrowser().get(`${web}/callback?code=x&state=y`)).status).toBe(400);
  await house.endSessions('sven');
  await until('the app to hear of it', async () => (await browser.get(web)).text.includes('Anmelden'));
  const register = await browser.follow(await browser.get(`${web}/register`), atEinlass);
  expect(register.location?.searchParams.get('flow')).toBe('werk-nord');
});

test('native app: a free port of this machine, a scheme of its own, and an action that is cancelled', async () => {
  const app = await house.follow('native');
  const browser = httpBrowser();
  const printed = await app.say('login', /^http\S+openid-connect\/auth\?\S+$/m);
  await throughLogin(browser, await browser.get(printed), 'nora');
  await until('the app has its tokens', async () => app.output().includes('signed in: nora Muster'));
  expect(await app.say('werk-nord', /^200 .*$/m)).toContain('Schicht A');
  const action = await app.say('email', /^http\S+kc_action=UPDATE_EMAIL\S*$/m);
  const page = await browser.follow(await browser.get(action));
  await browser.follow(await browser.submit(page, { 'cancel-aia': 'true' }));
  await until('the app hears of it', async () => app.output().includes('nora Muster, cancelled'));
  const register = await app.say('register', /^http\S+\/register\?app=\S+$/m);
  expect(new URL(register).origin).toBe(house.urls.einlass);
  const start = new URL(register).searchParams.get('app') ?? '';
  const fresh = httpBrowser();
  const asked = await fresh.follow(await fresh.get(start), atEinlass);
  expect(asked.location?.searchParams.get('flow')).toBe('werk-nord');
  const tokens = await tokensOf(house.realm.issuer, 'staff', 'nora');
  expect(tokens.claims()?.['name']).toBe('nora Muster');
});

test('API: takes access tokens that were made for it, and says why it does not take others', async () => {
  const { issuer } = house.realm;
  expect([(await call()).status, (await call()).headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  await appCommand(house.env, 'add', 'api', 'other-api');
  await appCommand(house.env, 'add', 'native', 'other', '--redirect', scheme, '--calls', 'other-api');
  const hears = ['--backchannel', `${house.urls.api}/backchannel-logout`];
  await appCommand(
    house.env,
    'add',
    'native',
    'caller',
    '--redirect',
    scheme,
    '--calls',
    'portal-api',
    ...hears,
  );
  const foreign = await tokensOf(issuer, 'other', 'nora');
  const tokens = await tokensOf(issuer, 'caller', 'nora');
  const access = tokens.access_token;
  expect(decodeProtectedHeader(access).typ).toBe('at+jwt');
  expect(decodeJwt(access)).toMatchObject({ aud: 'portal-api', access: ['werk-nord:member'] });
  expect((await call(access)).status).toBe(200);
  for (const bad of [tokens.id_token, foreign.access_token, `${access}x`, 'nonsense']) {
    const answer = await call(bad);
    expect([answer.status, await answer.json()]).toMatchObject([401, { error: 'invalid_token' }]);
  }
  const page = await call(access, { origin: house.urls.spa });
  expect(page.headers.get('access-control-allow-origin')).toBe(house.urls.spa);
  const evil = await call(access, { origin: 'https://evil.example' });
  expect(evil.headers.get('access-control-allow-origin')).toBeNull();
  await expectExpired(access);
  const env = readFileSync(join(house.api.folder, '.env'), 'utf8');
  const clientSecret = /^CLIENT_SECRET=(.+)$/m.exec(env)?.[1] ?? '';
  const ask = await openIntrospection({ issuer, clientId: 'portal-api', clientSecret });
  expect(await ask(access)).toMatchObject({ access: ['werk-nord:member'] });
  expect(await ask(foreign.access_token)).toBeUndefined();
  await house.endSessions('nora');
  // The token still looks good; the API has heard that its session is over.
  await until('the API to hear of it', async () => (await call(access)).status === 401);
  expect(await ask(access)).toBeUndefined();
});

/** Ten minutes later, by this process' clock. */
async function expectExpired(access: string): Promise<void> {
  const { issuer } = house.realm;
  const tokens = openTokens({ issuer, audience: 'portal-api', callers: [] });
  await tokens.person(access);
  jest.useFakeTimers({
    now: Date.now() + 600_000,
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'setInterval', 'queueMicrotask', 'performance'],
  });
  try {
    await expect(tokens.person(access)).rejects.toMatchObject({ code: 'ERR_JWT_EXPIRED' });
  } finally {
    jest.useRealTimers();
  }
}

test('single-page app: signs in with PKCE, calls the API, registers, changes an e-mail address and is out when the session ends', async () => {
  const { spa, einlass } = house.urls;
  await house.follow('spa');
  const chromium: Browser = await launch();
  try {
    const page = await (await newBrowser(chromium)).newPage();
    const asked: URL[] = [];
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.pathname.endsWith('/openid-connect/auth')) asked.push(url);
    });
    await page.goto(spa);
    const register = page.getByRole('link', { name: 'Registrieren' });
    expect(await register.getAttribute('href')).toBe(
      `${einlass}/register?${new URLSearchParams({ app: `${spa}/?register` })}`,
    );
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await signIn(page, 'nora', password);
    await page.getByRole('heading', { name: 'nora Muster' }).waitFor();
    expect(asked.at(-1)?.searchParams.get('code_challenge_method')).toBe('S256');
    expect([page.url(), await page.evaluate('JSON.stringify([localStorage, document.cookie])')]).toEqual([
      `${spa}/`,
      '[{},""]',
    ]);
    const status = page.getByRole('status');
    await page.getByRole('button', { name: 'Werk Nord' }).click();
    await status.filter({ hasText: 'Schicht A beginnt' }).waitFor();
    await house.endSessions('nora');
    await until('the page to be told', async () => {
      await page.getByRole('button', { name: 'Werk Nord' }).click();
      // Each press empties it until the answer is there; told once, the button is gone.
      await status.filter({ hasText: /./ }).waitFor();
      return (await status.textContent()) === 'Ihre Sitzung ist beendet.';
    });
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await signIn(page, 'nora', password);
    await page.getByRole('button', { name: 'E-Mail-Adresse' }).click();
    await page.locator('#email').waitFor();
    expect(asked.at(-1)?.searchParams.get('kc_action')).toBe('UPDATE_EMAIL');
    const stranger = await (await newBrowser(chromium)).newPage();
    await stranger.goto(`${spa}/?register`);
    await stranger.waitForURL((url) => url.origin === einlass);
    expect(new URL(stranger.url()).searchParams.get('flow')).toBe('werk-nord');
  } finally {
    await chromium.close();
  }
});
