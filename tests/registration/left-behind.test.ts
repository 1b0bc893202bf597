import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { storeFields } from '../../sidecar/registration/fields.service.ts';
import { registrationRedemption } from '../../sidecar/registration/registration.redemption.ts';
import { markOf } from '../../sidecar/registration/registration.store.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { nobodyThere, person, tabOf, type WebHouse, webHouse } from './web-house.ts';

let house: WebHouse;
beforeAll(async () => {
  house = await webHouse();
});
afterAll(() => house?.close());

test('whoever comes to the computer after them finds no way into the account: not by the pages left behind, nor by a code', async () => {
  const begun = await house.proven();
  const { browser, id, url, verifier } = begun;
  const memberId = await house.admit(id);
  const left = (await browser.get(url)).location?.searchParams.get('code') ?? '';
  const own = (await browser.post(`${url}/password`)).location;
  const flow = own?.searchParams.get('flow') ?? '';
  expect(own?.searchParams.get('kc_idp_hint')).toBe('access');
  // They chose their password and are in; then they went away.
  await sql`update member set state = 'active', activated_at = now() where id = ${memberId}`.execute(
    house.db,
  );
  const tries = [
    await browser.post(`${url}/password`),
    await house.authorize(browser, tabOf(begun)),
    await house.authorize(browser, 'tab', { flow }),
  ];
  const [pressed, anew, back] = tries.map(({ location }) => location?.pathname);
  expect([pressed, back]).toEqual([`/registration/${id}`, `/registration/${id}`]);
  expect(anew).toMatch(/^\/registration\//);
  expect(anew).not.toBe(pressed);
  const attempt = {
    code: left,
    verifier,
    browser,
    query: {},
    invited: { id: '', memberId: '', userId: '', link: '' },
  };
  expect((await house.op.exchange(attempt)).status).toBe(400);
  const page = await browser.follow(await browser.get(url));
  expect(page.text).toContain('Ihr Zugang ist eingerichtet');
  expect(page.text).not.toContain(`${url.slice(house.op.url.length)}/password`);
  await sql`update member set activated_at = null where id = ${memberId}`.execute(house.db);
  await sql`update registration set account_member_id = ${memberId} where id = ${id}`.execute(house.db);
  const { redeem } = registrationRedemption({ db: house.db, clock: () => new Date() });
  const lease = markOf(browser.cookie('einlass_registration') ?? '').toString('base64url');
  await expect(redeem(id, lease)).rejects.toThrow('gone');
});

test('an answer of Keycloak that nobody waits for leads to its own registration, and by itself into no account', async () => {
  const { browser, id, url, asked } = await house.proven();
  const answer = nobodyThere(house, asked);
  await browser.get(answer);
  await house.admit(id);
  const stray = await browser.get(`${house.op.url}/registration/callback?error=login_required&state=stray`);
  expect(stray.status).toBe(400);
  expect((await browser.get(answer)).location?.href).toBe(url);
});

test('a form of somebody signed in counts for nobody once they are not: no account without a proven address', async () => {
  const { id } = await house.begin();
  const deps = { db: house.db, clock: () => new Date(), ring: house.op.services.keys.ring };
  const stale = { ...(await house.rowOf(id)), account_member_id: randomUUID() };
  const typed = person('');
  const stored = storeFields({ ...deps, nudge: async () => undefined }, stale, typed, 'de');
  await expect(stored).rejects.toThrow('conflict');
  expect((await house.rowOf(id)).state).toBe('started');
});

test('two tabs that begin at the app: each answer leads on to it', async () => {
  const [browser, app] = [httpBrowser(), 'https://app.example/register'];
  const ask = () => browser.get(`${house.op.url}/register?app=${encodeURIComponent(app)}`);
  const [one, two] = [await ask(), await ask()];
  for (const asked of [one, two])
    expect((await browser.get(nobodyThere(house, asked))).location?.href).toBe(app);
});
