import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { sql } from 'kysely';
import { liveRoutes } from '../../sidecar/app.ts';
import { compose } from '../../sidecar/compose.ts';
import { issueLetters } from '../../sidecar/credentials/letter.service.ts';
import { actions } from '../../sidecar/areas/policy.rules.ts';
import { parseConfig } from '../../sidecar/platform/config.ts';
import type { Route } from '../../sidecar/platform/http/route.ts';
import { openServices, type Services } from '../../sidecar/services.ts';
import { adminOfMaster } from '../keycloak/realm-fixture.ts';
import { type Installation, installation } from '../support/installation.ts';
import { digest } from './rights-digest.ts';
import { type Caller, type Cast, cast, roleNames } from './rights-cast.ts';
import { placesOf, type Thing, thingFor } from './rights-objects.ts';
import { expected, formOfArea, verdict } from './rights-verdict.ts';

let house: Installation;
let services: Services;
let people: Cast;
let open: Route[];
let admin: Route[];

beforeAll(async () => {
  house = await installation();
  // What the worker does by itself would look like a change made by a page.
  await house.worker().stop();
  const config = parseConfig(house.env as Record<string, string>);
  services = await openServices(config, pino({ level: 'silent' }));
  const routes = liveRoutes(services);
  [open, admin] = [routes.open as Route[], routes.admin as unknown as Route[]];
  people = await cast(house);
});
afterAll(async () => {
  await services?.close();
  await house?.close();
});

/** An account of the realm that Einlass does not know. */
async function account(): Promise<string> {
  const name = `a${randomUUID().slice(0, 8)}`;
  const user = { realm: house.realm, username: name, firstName: 'A', lastName: name, enabled: true };
  return (await (await adminOfMaster()).users.create(user)).id;
}
async function letter(memberId: string): Promise<void> {
  const { letters } = compose(services);
  const by = { kind: 'operator' } as const;
  await services.db
    .transaction()
    .execute(async (trx) => void (await issueLetters(letters, trx, [{ memberId }], by)));
}
const makers = () => ({ db: house.database.db, cast: people, account, letter });

const ownProof = { 'sec-fetch-site': 'same-origin' };
function ask(route: Route, thing: Thing, caller: Caller, headers: Record<string, string> = ownProof) {
  const url = house.url + route.path.replace(/:\w+/g, encodeURIComponent(thing.id));
  const form = new FormData();
  form.set(route.upload?.field ?? 'x', new Blob(['no workbook']), 'x.xlsx');
  const body = route.upload ? form : new URLSearchParams(thing.body);
  return fetch(url, {
    method: route.method.toUpperCase(),
    redirect: 'manual',
    headers: {
      accept: 'text/html',
      'accept-language': 'de',
      'accept-encoding': 'identity',
      ...(caller.cookie ? { cookie: caller.cookie } : {}),
      ...headers,
    },
    ...(route.method === 'post' ? { body } : {}),
  });
}

const name = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;
const openPaths =
  /^\/(help|hooks\/bounces|brand(\.css|\/logo)|op\/(authorize|token|jwks)|scheme|[il]\/.+|request|register(\/other)?|join(\/:slug)?|registration\/.+|admin|(admin|me)\/(sign-in|callback|sign-out|signed-out|backchannel-logout))$/;

test('every route has a right of the policy; what is open to all is on the list', () => {
  expect(admin.length).toBeGreaterThan(30);
  expect(admin.filter((route) => !Object.hasOwn(actions, route.right ?? '')).map(name)).toEqual([]);
  expect(open.filter((route) => !openPaths.test(route.path)).map(name)).toEqual([]);
});

describe('matrix role × route × place', () => {
  test.each(roleNames)('%s', async (role) => {
    const wrong: string[] = [];
    let cells = 0;
    for (const route of admin) {
      for (const place of placesOf(route)) {
        cells += 1;
        const answer = await ask(route, await thingFor(makers(), route, place), people[role]);
        await answer.arrayBuffer();
        const wanted = await expected(services.db, route, place, people[role]);
        const found = verdict(answer, route);
        const refused = wanted === 'refused' && (found === 'forbidden' || found === 'not found');
        const atField = wanted === 'not found' && formOfArea(route) && answer.status === 422;
        if (found !== wanted && !refused && !atField)
          wrong.push(`${name(route)} (${place}): ${found} instead of ${wanted}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(cells).toBeGreaterThan(100);
  });
});

/** All that a caller can see of an answer, with the asked id left out. */
async function seen(answer: Response, id: string): Promise<unknown> {
  const text = (await answer.text()).replaceAll(encodeURIComponent(id), '').replaceAll(id, '');
  const headers = [...answer.headers].filter(([key]) => !['date', 'etag'].includes(key));
  return { status: answer.status, text, headers };
}

test('a foreign id and an unknown one answer alike, byte for byte', async () => {
  const caller = people['manager of werk-nord'];
  for (const route of admin) {
    const foreign = placesOf(route).includes('werk-sued') && route.right !== 'network.manage';
    if (!foreign || formOfArea(route)) continue;
    const things = [await thingFor(makers(), route, 'werk-sued'), await thingFor(makers(), route, 'unknown')];
    const answers = await Promise.all(
      things.map(async (thing) => seen(await ask(route, thing, caller), thing.id)),
    );
    expect({ route: name(route), seen: answers[0] }).toEqual({ route: name(route), seen: answers[1] });
  }
});

const proofs: Readonly<Record<string, Record<string, string>>> = {
  'no proof': {},
  'a foreign Origin': { origin: 'https://evil.example' },
  'a foreign Origin that looks like ours': { origin: 'http://localhost' },
  'Sec-Fetch-Site cross-site': { 'sec-fetch-site': 'cross-site' },
  'Sec-Fetch-Site same-site': { 'sec-fetch-site': 'same-site' },
  'cross-site, with our Origin': { 'sec-fetch-site': 'cross-site', origin: 'OURS' },
  'text/plain': { 'content-type': 'text/plain' },
};

test('no unsafe route does anything without proof that it comes from our own page', async () => {
  const caller = people['network manager'];
  const unsafe = [...open, ...admin].filter(({ method }) => method === 'post');
  const things = new Map<Route, Thing>();
  for (const route of unsafe)
    things.set(
      route,
      admin.includes(route)
        ? await thingFor(makers(), route, 'werk-nord')
        : { id: 'no-such-secret', body: {} },
    );
  const before = await digest(house.database.db);
  const wrong: string[] = [];
  for (const route of unsafe) {
    for (const [proof, given] of Object.entries(proofs)) {
      const headers = Object.fromEntries(
        Object.entries(given).map(([key, value]) => [key, value === 'OURS' ? house.url : value]),
      );
      const { status } = await ask(route, things.get(route) ?? { id: '', body: {} }, caller, headers);
      // Those called by servers prove themselves by signatures instead.
      const refused = route.machine ? status >= 400 && status < 500 : status === 403;
      if (!refused) wrong.push(`${name(route)} with ${proof}: ${status}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(await digest(house.database.db)).toEqual(before);
});

test('every GET leaves the database as it is', async () => {
  const caller = people['network manager'];
  const { db } = house.database;
  const pages: { route: Route; thing: Thing }[] = [];
  for (const route of [...open, ...admin].filter(({ method }) => method === 'get'))
    pages.push({
      route,
      thing: admin.includes(route)
        ? await thingFor(makers(), route, 'werk-nord')
        : { id: 'no-such-secret', body: {} },
    });
  const before = await digest(db);
  const links = new Set<string>();
  for (const { route, thing } of pages) {
    const html = await (await ask(route, thing, caller)).text();
    for (const match of html.matchAll(/(?:href|src|hx-get)="(\/admin[^"#]*)"/g))
      links.add((match[1] ?? '').replaceAll('&amp;', '&').replaceAll('&#x3D;', '='));
  }
  expect(links.size).toBeGreaterThan(15);
  for (const link of links) {
    const answer = await fetch(house.url + link, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: caller.cookie ?? '' },
    });
    await answer.arrayBuffer();
    expect({ link, broken: answer.status >= 400 }).toEqual({ link, broken: false });
  }
  expect(await digest(db)).toEqual(before);
  await sql`update area set name = name || '!' where slug = 'werk-nord'`.execute(db);
  expect(await digest(db)).not.toEqual(before);
});

test('an administrator who is demoted, suspended or deleted is out at the next request', async () => {
  const { db } = house.database;
  const { cookie = '', memberId } = people['manager of werk-sued'];
  const status = async () => {
    const headers = { accept: 'text/html', cookie };
    return (await fetch(`${house.url}/admin/members`, { redirect: 'manual', headers })).status;
  };
  expect(await status()).toBe(200);
  await sql`update "grant" set role = 'editor' where member_id = ${memberId}`.execute(db);
  expect(await status()).toBe(403);
  await sql`update "grant" set role = 'newsroom_manager' where member_id = ${memberId}`.execute(db);
  expect(await status()).toBe(200);
  await sql`update "grant" set ends_at = now() - interval '1 second' where member_id = ${memberId}`.execute(
    db,
  );
  expect(await status()).toBe(403);
  await sql`update "grant" set ends_at = null where member_id = ${memberId}`.execute(db);
  await sql`update member set state = 'suspended' where id = ${memberId}`.execute(db);
  expect(await status()).toBe(403);
  await sql`update member set state = 'active' where id = ${memberId}`.execute(db);
  expect(await status()).toBe(200);
  await sql`update member set state = 'deleted' where id = ${memberId}`.execute(db);
  expect(await status()).toBe(403);
});
