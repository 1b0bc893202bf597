import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isAuthorize, isPasswordPage, redeemAtOnce, secondWeb, walkUp } from '../faults/single-use.ts';
import { openRedis } from '../../sidecar/platform/redis.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { type Installation, installation } from '../support/installation.ts';
import { acceptances, invitationState, type InvitedPerson, invitePeople } from '../support/invited-people.ts';
import type { Running } from '../support/processes.ts';

const password = 'Ein-eigenes-Passwort-7';
let house: Installation;
let second: { route(url: URL): URL; process: Running };
let people: InvitedPerson[];
beforeAll(async () => {
  house = await installation();
  second = await secondWeb(house);
  people = await invitePeople(house, 13);
});
afterAll(async () => {
  await second?.process.stop();
  await house?.close();
});

function next(): InvitedPerson {
  const person = people.pop();
  if (!person) throw new Error('invite more people');
  return person;
}
const leaseRunsOut = (id: string) =>
  house.query(`update invitation set lease_until = now() - interval '1 second' where id = '${id}'`);

test('30 redeemers of one link over two web processes: one password page, 29 refusals, one audit row', async () => {
  const person = next();
  const { outcome, winner } = await redeemAtOnce(house, person, 30, second.route);
  expect(outcome).toEqual({ passwordPages: 1, refused: 29, other: 0, auditRows: 1 });
  expect(await invitationState(house, person.id)).toBe('accepted');
  if (!winner) throw new Error('nobody won');
  const chosen = await winner.browser.submit(winner.page, {
    'password-new': password,
    'password-confirm': password,
  });
  const app = await winner.browser.follow(chosen);
  expect(app.url.href).toBe(`${house.appUrl}/`);
  expect(app.text).toContain('Erika Muster');
});

test('opened on the phone and finished on the PC: before the phone goes on, the PC wins', async () => {
  const [person, phone, pc] = [next(), httpBrowser(), httpBrowser()];
  const later = await walkUp(phone, person.link);
  expect(isPasswordPage(await pc.follow(await pc.get(await walkUp(pc, person.link))))).toBe(true);
  expect((await phone.get(later)).status).toBe(410);
});

test('while the phone holds the link the PC waits; after the lease it takes over and the phone is too late', async () => {
  const [person, phone, pc] = [next(), httpBrowser(), httpBrowser()];
  const stopped = await phone.get(await walkUp(phone, person.link));
  expect(stopped.location?.searchParams.has('code')).toBe(true);
  const waiting = await pc.get(await walkUp(pc, person.link));
  expect(waiting.status).toBe(410);
  expect(waiting.text).toContain('gerade in Benutzung');
  expect(await invitationState(house, person.id)).toBe('redeeming');
  await leaseRunsOut(person.id);
  expect(isPasswordPage(await pc.follow(await pc.get(await walkUp(pc, person.link))))).toBe(true);
  expect(isPasswordPage(await phone.follow(stopped))).toBe(false);
  expect(await acceptances(house, person.id)).toBe(1);
});

test('two leases, both run out: the late one cannot redeem what another browser holds now', async () => {
  const [person, phone, pc] = [next(), httpBrowser(), httpBrowser()];
  const stopped = await phone.get(await walkUp(phone, person.link));
  await leaseRunsOut(person.id);
  const holds = await pc.get(await walkUp(pc, person.link));
  expect(holds.location?.searchParams.has('code')).toBe(true);
  expect(isPasswordPage(await phone.follow(stopped))).toBe(false);
  expect((await house.keycloakUser(person.userId)).enabled).toBe(false);
  expect(isPasswordPage(await pc.follow(holds))).toBe(true);
});

test('web restarted between authorize and token, and between password page and callback: ends in the app', async () => {
  // Somebody else a moment before: Keycloak must not try to use their connection to the process that is gone.
  const [other, before] = [next(), httpBrowser()];
  await before.follow(await before.get(await walkUp(before, other.link)));
  const [person, browser] = [next(), httpBrowser()];
  const code = await browser.get(await walkUp(browser, person.link));
  await house.restartWeb();
  const page = await browser.follow(code);
  expect(isPasswordPage(page)).toBe(true);
  await house.restartWeb();
  const chosen = await browser.submit(page, { 'password-new': password, 'password-confirm': password });
  const app = await browser.follow(chosen);
  expect(app.url.href).toBe(`${house.appUrl}/`);
  expect(app.text).toContain('Erika Muster');
});

async function flush(): Promise<void> {
  const client = openRedis(house.redis.url, () => {});
  await client.flushall();
  client.disconnect();
}

async function flushCodes(): Promise<void> {
  const client = openRedis(house.redis.url, () => {});
  const codes = await client.keys('*:code:*');
  expect(await client.del(...codes)).toBe(codes.length);
  client.disconnect();
}

test('Redis flushed before authorize: a plain page, the link is unspent and works again', async () => {
  const [person, browser] = [next(), httpBrowser()];
  const authorize = await walkUp(browser, person.link);
  await flush();
  const page = await browser.get(authorize);
  expect(page.status).toBe(400);
  expect(page.text).toContain('Öffnen Sie bitte den Link');
  expect(await invitationState(house, person.id)).toBe('open');
  expect(isPasswordPage(await browser.follow(await browser.get(await walkUp(browser, person.link))))).toBe(
    true,
  );
});

test('Redis flushed between authorize and token: nobody gets in, and the same browser goes on at once', async () => {
  const [person, browser] = [next(), httpBrowser()];
  const code = await browser.get(await walkUp(browser, person.link));
  await flush();
  expect(isPasswordPage(await browser.follow(code))).toBe(false);
  expect((await house.keycloakUser(person.userId)).enabled).toBe(false);
  expect(await acceptances(house, person.id)).toBe(0);
  const stranger = httpBrowser();
  expect((await stranger.get(await walkUp(stranger, person.link))).status).toBe(410);
  expect(isPasswordPage(await browser.follow(await browser.get(await walkUp(browser, person.link))))).toBe(
    true,
  );
});

test('Redis flushed while the password page is open: a plain page, and the password works', async () => {
  const [person, browser] = [next(), httpBrowser()];
  const page = await browser.follow(await browser.get(await walkUp(browser, person.link)));
  await flush();
  const chosen = await browser.submit(page, { 'password-new': password, 'password-confirm': password });
  const back = await browser.follow(chosen);
  expect([back.status, back.url.pathname]).toEqual([400, '/i/callback']);
  expect((await browser.get(person.link)).text).toContain('schon benutzt');
  const app = await browser.follow(await browser.get(`${house.appUrl}/login`));
  expect(app.text).toContain('Erika Muster');
});

test('of two answers to one sign-in the first counts, also where the cookie was kept', async () => {
  const [person, browser] = [next(), httpBrowser()];
  const page = await browser.follow(await browser.get(await walkUp(browser, person.link)));
  const chosen = await browser.submit(page, { 'password-new': password, 'password-confirm': password });
  const { location } = await browser.follow(chosen, (to) => to.pathname !== '/i/callback');
  expect(location?.searchParams.has('code')).toBe(true);
  const headers = { cookie: `einlass_login=${browser.cookie('einlass_login')}` };
  const answer = (to: URL) => fetch(to, { headers, redirect: 'manual' });
  expect((await answer(new URL('/i/callback?error=access_denied', house.url))).status).toBe(303);
  expect((await answer(new URL(location ?? ''))).status).toBe(400);
});

test('Keycloak "neu starten" before the link is confirmed: the same browser claims its own lease again', async () => {
  const [person, browser] = [next(), httpBrowser()];
  const broker = await browser.follow(
    await browser.post(person.link),
    (to) => !to.pathname.includes('/broker/'),
  );
  const code = await browser.get((await browser.follow(broker, (to) => !isAuthorize(to))).location ?? '');
  await flushCodes();
  expect(isPasswordPage(await browser.follow(code))).toBe(false);
  expect(await invitationState(house, person.id)).toBe('redeeming');
  const restart = new URL(`${house.keycloakUrl}/realms/${house.realm}/login-actions/restart`);
  for (const name of ['client_id', 'tab_id', 'client_data'])
    restart.searchParams.set(name, broker.location?.searchParams.get(name) ?? '');
  expect(isPasswordPage(await browser.follow(await browser.get(restart)))).toBe(true);
  expect(await acceptances(house, person.id)).toBe(1);
});

test('no foreign page can put a handle into a browser', async () => {
  const person = next();
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    {},
  ];
  for (const headers of foreign) {
    const answer = await httpBrowser().post(person.link, {}, headers);
    expect([answer.status, answer.headers.getSetCookie(), answer.location]).toEqual([403, [], undefined]);
  }
  const looked = await httpBrowser().get(person.link);
  expect(looked.headers.getSetCookie().filter((line) => line.includes('handle'))).toEqual([]);
  expect(await invitationState(house, person.id)).toBe('open');
});
