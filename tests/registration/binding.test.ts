import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { registrationRedemption } from '../../sidecar/registration/registration.redemption.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { idOf } from './registrant.ts';
import { type Begun, nobodyThere, person, tabOf, type WebHouse, webHouse } from './web-house.ts';

let house: WebHouse;
beforeAll(async () => {
  house = await webHouse();
});
afterAll(() => house?.close());

const authorize = (browser: Begun['browser'], tab: string, more?: Record<string, string>) =>
  house.authorize(browser, tab, more);
const proven = () => house.proven();

test('the same browser and tab come back to their registration; another tab, another browser and a cancelled one begin anew', async () => {
  const begun = await house.begin();
  const again = await authorize(begun.browser, tabOf(begun));
  expect(again.location?.href).toBe(begun.url);
  const fresh = [
    await authorize(begun.browser, 'another-tab'),
    await authorize((await house.begin()).browser, tabOf(begun)),
    await authorize(httpBrowser(), tabOf(begun), { flow: 'muster' }),
  ];
  await begun.browser.post(begun.url, person('weg@muster.example'));
  const cancelled = await begun.browser.post(`${begun.url}/cancel`);
  expect(cancelled.location?.searchParams.get('error')).toBe('access_denied');
  const { values, email } = await house.rowOf(begun.id);
  expect([values, email]).toEqual([null, null]);
  fresh.push(await authorize(begun.browser, tabOf(begun)));
  const ids = fresh.map(({ location }) => location?.pathname);
  expect(new Set([...ids, new URL(begun.url).pathname]).size).toBe(5);
  expect(ids.every((path) => /^\/registration\/[0-9a-f-]{36}$/.test(path ?? ''))).toBe(true);
});

test("the app's flow chooses the area; an unknown one does no harm, and one of our own form belongs to nobody", async () => {
  const areaOf = async (flow: string) => {
    const answer = await authorize(httpBrowser(), 'tab', { flow });
    const id = answer.location?.pathname.split('/')[2];
    return id ? (await house.rowOf(id)).area_id : answer.status;
  };
  const { rows } = await sql<{ id: string }>`select id from area where slug = 'muster'`.execute(house.db);
  expect(await areaOf('muster')).toBe(rows[0]?.id);
  expect(await areaOf('gibt-es-nicht')).toBeNull();
  expect(await areaOf('A'.repeat(43))).toBe(400);
});

test('what a stranger embeds in a page begins nothing', async () => {
  const count = async () => (await sql`select 1 from registration`.execute(house.db)).rows.length;
  const before = await count();
  for (const dest of ['image', 'iframe', 'empty']) {
    const answer = await house.authorize(httpBrowser(), 'tab', {}, { 'sec-fetch-dest': dest });
    expect(answer.status).toBe(403);
  }
  expect(await count()).toBe(before);
  const page = await house.authorize(httpBrowser(), 'tab', {}, { 'sec-fetch-dest': 'document' });
  expect(page.location?.pathname).toMatch(/^\/registration\//);
  expect(await count()).toBe(before + 1);
});

test('of another browser and of no id anything is known', async () => {
  const begun = await house.sent();
  const stranger = (await house.begin()).browser;
  const ask = async (url: string) => {
    const plain = ({ status, text }: { status: number; text: string }) => [
      status,
      text.replaceAll(/[0-9a-f-]{36}/g, 'ID'),
    ];
    const posts = ['', '/code', '/resend', '/switch', '/account', '/password', '/cancel'];
    return [
      plain(await stranger.get(url)),
      plain(await stranger.get(`${url}/waiting`)),
      ...(await Promise.all(
        posts.map(async (path) => plain(await stranger.post(`${url}${path}`, { code: begun.code }))),
      )),
    ];
  };
  const before = await house.rowOf(begun.id);
  const foreign = await ask(begun.url);
  expect(foreign).toEqual(await ask(`${house.op.url}/registration/${randomUUID()}`));
  expect(foreign.map(([status]) => status)).toEqual(foreign.map(() => 404));
  expect(await house.rowOf(begun.id)).toEqual(before);
  expect(foreign[0]).toEqual([404, expect.stringContaining('href="/join"')]);
});

test('the decision begins only by Keycloak’s answer that nobody is there, once, in this browser', async () => {
  const { browser, id, url, asked } = await proven();
  expect((await house.rowOf(id)).state).toBe('proven');
  const answer = nobodyThere(house, asked);
  const stranger = (await house.begin()).browser;
  await stranger.get(answer);
  expect((await house.rowOf(id)).state).toBe('proven');
  const away = answer.replace('login_required', 'temporarily_unavailable');
  expect((await browser.get(away)).status).toBe(503);
  expect((await house.rowOf(id)).state).toBe('proven');
  const again = nobodyThere(house, await browser.get(url));
  await browser.get(again.replace('login_required', 'interaction_required'));
  expect((await browser.get(url)).text).toContain('Jemand ist angemeldet');
  expect((await browser.post(`${url}/switch`)).location?.pathname).toMatch(/\/logout$/);
  const last = nobodyThere(house, await browser.get(`${house.op.url}/registration/signed-out`));
  await Promise.all([browser.get(last), browser.get(last)]);
  expect((await house.rowOf(id)).state).toBe('deciding');
  const page = await browser.get(url);
  expect(page.text).toContain('Ihr Zugang wird eingerichtet');
  expect(page.text).toContain(`data-waiting="/registration/${id}/waiting"`);
  expect((await browser.get(`${url}/waiting`)).status).toBe(204);
  await sql`update registration set state = 'refused', outcome = 'mismatch' where id = ${id}`.execute(
    house.db,
  );
  expect((await browser.get(`${url}/waiting`)).status).toBe(200);
  expect((await httpBrowser().get(answer)).status).toBe(400);
});

test('the answer: a code for this browser’s account, fetched once; whoever was suspended or lost the link gets none', async () => {
  const { browser, id, url, verifier } = await proven();
  const memberId = await house.admit(id);
  await house.op.services.redis.flushall();
  const answered = await browser.get(url);
  const code = answered.location?.searchParams.get('code') ?? '';
  expect(`${answered.location?.origin}${answered.location?.pathname}`).toBe(house.op.redirectUri);
  const attempt = {
    code,
    verifier,
    browser,
    query: {},
    invited: { id: '', memberId: '', userId: '', link: '' },
  };
  const first = await house.op.exchange(attempt);
  const claims = JSON.parse(
    Buffer.from(String(first.body['id_token']).split('.')[1] ?? '', 'base64url').toString(),
  );
  expect([first.status, claims.sub]).toEqual([200, memberId]);
  expect((await house.op.exchange(attempt)).status).toBe(400);
  const { state, redeemed_at } = await house.rowOf(id);
  expect([state, redeemed_at]).toEqual(['done', expect.any(Date)]);
  expect((await browser.get(url)).text).toContain('Ihr Zugang ist eingerichtet');
  const { redeem } = registrationRedemption({ db: house.db, clock: () => new Date() });
  const lease = createHash('sha256')
    .update(browser.cookie('einlass_registration') ?? '')
    .digest('base64url');
  await redeem(id, lease);
  await expect(redeem(id, createHash('sha256').update('another').digest('base64url'))).rejects.toThrow(
    'gone',
  );
  await sql`update member set state = 'suspended' where id = ${memberId}`.execute(house.db);
  await expect(redeem(id, lease)).rejects.toThrow('gone');
  await sql`update member set state = 'registered' where id = ${memberId}`.execute(house.db);
  const { rows: before } = await sql`select * from registration where id = ${id}`.execute(house.db);
  for (const column of ['link_removed_at', 'released_at']) {
    await sql`update registration set ${sql.ref(column)} = now() where id = ${id}`.execute(house.db);
    await expect(redeem(id, lease)).rejects.toThrow('gone');
    await sql`update registration set ${sql.ref(column)} = null where id = ${id}`.execute(house.db);
  }
  await redeem(id, lease);
  expect((await sql`select * from registration where id = ${id}`.execute(house.db)).rows).toEqual(before);
});

test('Keycloak’s “neu starten” gets a fresh code; a lost sign-in goes on by one of ours; a suspended person by none', async () => {
  const begun = await proven();
  const { browser, id, url } = begun;
  const memberId = await house.admit(id);
  const codes = [await browser.get(url), await authorize(browser, tabOf(begun))].map(({ location }) =>
    location?.searchParams.get('code'),
  );
  expect(new Set(codes).size).toBe(2);
  expect(codes.every((code) => /^[\w-]{43}$/.test(code ?? ''))).toBe(true);
  const own = (await browser.get(url)).location;
  expect([own?.searchParams.get('kc_idp_hint'), own?.searchParams.get('client_id')]).toEqual([
    'access',
    'einlass-links',
  ]);
  const flow = own?.searchParams.get('flow') ?? '';
  expect((await authorize(httpBrowser(), 'tab', { flow })).status).toBe(400);
  const fresh = await authorize(browser, 'tab', { flow });
  expect(fresh.location?.searchParams.get('code')).toMatch(/^[\w-]{43}$/);
  await sql`update member set state = 'suspended' where id = ${memberId}`.execute(house.db);
  expect((await authorize(browser, 'tab', { flow })).location?.pathname).toBe(`/registration/${id}`);
});

test('no address but those of known apps is led to, and no area that is not there', async () => {
  const browser = httpBrowser();
  const ask = async (path: string) => (await browser.get(`${house.op.url}${path}`)).status;
  expect(await ask('/register?app=https%3A%2F%2Fevil.example%2F')).toBe(400);
  expect([await ask('/register'), await ask('/join/muster'), await ask('/join/gibt-es-nicht')]).toEqual([
    303, 200, 404,
  ]);
  const begun = await browser.post(`${house.op.url}/join/muster`);
  expect(begun.location?.searchParams.get('prompt')).toBe('none');
  const page = await browser.follow(await browser.get(nobodyThere(house, begun)));
  expect(page.text).toContain('Für Muster AG');
});

test('what is refused names no field and forgets nothing else; a reload shows the same', async () => {
  const { browser, url, id } = await proven();
  await sql`update registration set state = 'refused', outcome = 'ambiguous', answer = null where id = ${id}`.execute(
    house.db,
  );
  const [first, second] = [await browser.get(url), await browser.get(url)];
  expect(first.text).toBe(second.text);
  expect(first.text).toContain('Die Angaben stimmen mit keiner hinterlegten Registrierung überein.');
  const again = await browser.follow(await browser.post(url, person('x@muster.example')));
  expect(again.text).toBe(first.text);
  expect(idOf(again)).toBe(id);
});
