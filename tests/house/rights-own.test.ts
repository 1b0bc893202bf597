import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { pino } from 'pino';
import { liveRoutes } from '../../sidecar/app.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import type { Route } from '../../sidecar/platform/http/route.ts';
import { openServices, type Services } from '../../sidecar/services.ts';
import { type Installation, installation } from '../support/installation.ts';
import { type Cast, cast, roleNames } from './rights-cast.ts';
import { digest } from './rights-digest.ts';

let house: Installation;
let services: Services;
let people: Cast;
let routes: Route[];

beforeAll(async () => {
  house = await installation();
  await house.worker().stop();
  services = await openServices(parseConfig(house.env as Record<string, string>), pino({ level: 'silent' }));
  routes = liveRoutes(services).own as unknown as Route[];
  people = await cast(house, '/me');
});
afterAll(async () => {
  await services?.close();
  await house?.close();
});

const name = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const ours = { 'sec-fetch-site': 'same-origin' };

function ask({ method, path }: Route, cookie: string | undefined, proof: Record<string, string> = ours) {
  return fetch(house.url + path, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...proof },
  });
}

/** Where an answer leads, in the words of this file. */
function verdict(answer: Response): string {
  const location = answer.headers.get('location') ?? '';
  if (location.startsWith('/me/sign-in')) return 'sign-in';
  if (location.startsWith(`${house.keycloakUrl}/realms/${house.realm}/`)) return 'to Keycloak';
  return String(answer.status);
}

/** What the owner gets, who has nothing to name: areas that are not open, requests of nobody and questions to nobody are all the same. */
const answers: Readonly<Record<string, string>> = {
  'POST /me/requests/:slug': '409',
  'POST /me/requests/:id/withdraw': '404',
  'GET /me/merge/:secret': '404',
  'POST /me/merge/:secret': '422',
  'POST /me/passkey/later': '303',
  'POST /me/sessions/:sid/end': '404',
  // Without a session at Keycloak nobody can say which are the others.
  'POST /me/sessions/end-others': 'sign-in',
  'POST /me/language': '422',
  'POST /me/export': '422',
};
const usual = { get: '200', post: 'to Keycloak' };

test('every route of one’s own is for every employee who is not suspended, and for nobody else', async () => {
  expect(routes.map(({ right }) => right)).toEqual(routes.map(() => 'own'));
  const found: Record<string, Record<string, string>> = {};
  const wanted: typeof found = {};
  for (const role of roleNames) {
    const refused: Readonly<Record<string, string>> = {
      'nobody signed in': 'sign-in',
      'stranger without a row': '403',
      'suspended manager': '403',
    };
    for (const route of routes) {
      const answer = await ask(route, people[role].cookie);
      await answer.arrayBuffer();
      (found[role] ??= {})[name(route)] = verdict(answer);
      (wanted[role] ??= {})[name(route)] = refused[role] ?? answers[name(route)] ?? usual[route.method];
    }
  }
  expect(found).toEqual(wanted);
  expect(Object.keys(found)).toHaveLength(roleNames.length);
});

test('no unsafe route does anything without proof that it comes from our own page; no GET writes', async () => {
  const { cookie } = people['member'];
  const before = await digest(house.database.db);
  for (const route of routes.filter(({ method }) => method === 'post')) {
    for (const proof of [{}, { origin: 'https://evil.example' }, { 'sec-fetch-site': 'same-site' }])
      expect([name(route), (await ask(route, cookie, proof)).status]).toEqual([name(route), 403]);
  }
  for (const route of routes.filter(({ method }) => method === 'get')) await ask(route, cookie);
  expect(await digest(house.database.db)).toEqual(before);
});

test('a session of one part of the site opens no other', async () => {
  const admin = (await cast(house))['network manager'].cookie ?? '';
  const own = people['network manager'].cookie ?? '';
  const value = (cookie: string) => cookie.slice(cookie.indexOf('=') + 1);
  const status = async (path: string, cookie: string) =>
    (await fetch(house.url + path, { redirect: 'manual', headers: { accept: 'text/html', cookie } })).status;
  expect([await status('/me', own), await status('/admin/members', admin)]).toEqual([200, 200]);
  expect(await status('/me', `einlass_me=${value(admin)}`)).toBe(303);
  expect(await status('/admin/members', `einlass_session=${value(own)}`)).toBe(303);
  expect(await status('/me', admin)).toBe(303);
});

test('whoever is suspended or deleted is out at the next request', async () => {
  const { cookie, memberId } = people['editor'];
  const [page] = routes.filter(({ path, method }) => path === '/me' && method === 'get');
  if (!page) throw new Error('there is no /me');
  const set = (state: string) =>
    sql`update member set state = ${state} where id = ${memberId}`.execute(house.database.db);
  expect((await ask(page, cookie)).status).toBe(200);
  for (const state of ['suspended', 'deleted']) {
    await set(state);
    expect((await ask(page, cookie)).status).toBe(403);
    await set('active');
  }
});
