import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { httpBrowser } from '../support/http-browser.ts';
import { openApp } from './app-client.ts';
import { newUser } from './people.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';
import { hashed } from './tokens.ts';
import { listening } from '../support/listening.ts';

let fixture: RealmFixture;
const told: { sid: unknown; afterMs: number }[] = [];
let since = 0;
/** Takes the call and never answers. */
const silent = createServer(() => {});
const good = createServer((request, response) => {
  void (async () => {
    const body = new URLSearchParams(await text(request));
    const { sid } = decodeJwt(body.get('logout_token') ?? '');
    told.push({ sid, afterMs: performance.now() - since });
    response.end();
  })();
});

const addressOf = async (server: Server): Promise<string> => `${await listening(server)}/backchannel-logout`;

beforeAll(async () => {
  fixture = await openRealm();
});
afterAll(async () => {
  for (const server of [silent, good]) {
    server.closeAllConnections();
    server.close();
  }
  await fixture.close();
});

test('an app that says nothing keeps the others waiting for less than five seconds, whichever Keycloak calls first', async () => {
  const deaf = await openApp(fixture, { clientId: 'silent', backchannel: await addressOf(silent) });
  const hearing = await openApp(fixture, { clientId: 'good', backchannel: await addressOf(good) });
  const user = newUser({ username: 'sina.raus', enabled: true, requiredActions: [], credential: hashed() });
  const { userId } = await fixture.directory.createUser(user);
  const sids: unknown[] = [];
  for (const apps of [[hearing], [deaf, hearing], [hearing]]) {
    const browser = httpBrowser();
    for (const app of apps) {
      const { accessToken } = await app.signIn('sina.raus', { browser });
      if (app === hearing) sids.push(decodeJwt(accessToken)['sid']);
    }
  }
  await fixture.directory.setEnabled(userId, false);
  since = performance.now();
  await fixture.directory.logout(userId);
  // Keycloak answers once it has called the last app, so this holds wherever the silent one stood.
  expect(performance.now() - since).toBeLessThan(5_000);
  expect(told.map(({ sid }) => sid).toSorted()).toEqual(sids.toSorted());
  expect(Math.max(...told.map(({ afterMs }) => afterMs))).toBeLessThan(5_000);
}, 60_000);
