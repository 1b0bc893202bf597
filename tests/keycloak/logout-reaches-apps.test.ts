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
import { until } from '../support/processes.ts';

let fixture: RealmFixture;
const told: unknown[] = [];
/** How long Keycloak waited for each answer that never came. */
const waitedMs: number[] = [];
/** Takes the call and never answers. */
const silent = createServer((request) => {
  const since = performance.now();
  request.socket.once('close', () => waitedMs.push(performance.now() - since));
});
const good = createServer((request, response) => {
  void (async () => {
    const body = new URLSearchParams(await text(request));
    told.push(decodeJwt(body.get('logout_token') ?? '')['sid']);
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

test('an app that says nothing keeps the others waiting for three seconds, whichever Keycloak calls first', async () => {
  const deaf = await openApp(fixture, { clientId: 'silent', backchannel: await addressOf(silent) });
  const hearing = await openApp(fixture, { clientId: 'good', backchannel: await addressOf(good) });
  const user = newUser({ username: 'sina.raus', enabled: true, requiredActions: [], credential: hashed() });
  const { userId } = await fixture.directory.createUser(user);
  const sids: unknown[] = [];
  for (const apps of [[hearing], [deaf, hearing], [deaf, hearing], [hearing]]) {
    const browser = httpBrowser();
    for (const app of apps) {
      const { accessToken } = await app.signIn('sina.raus', { browser });
      if (app === hearing) sids.push(decodeJwt(accessToken)['sid']);
    }
  }
  await fixture.directory.setEnabled(userId, false);
  await fixture.directory.logout(userId);
  // Keycloak answers once it has called the last app, so this holds wherever the silent one stood.
  expect(told.toSorted()).toEqual(sids.toSorted());
  await until('the silent one to hear that nobody waits any more', async () => waitedMs.length > 1);
  expect(waitedMs).toHaveLength(2);
  // 3 s by the setting, 5 s by Keycloak's own: a busy machine makes neither of them shorter, so one that is shorter says it.
  await until('a wait of three seconds', async () => {
    if (Math.min(...waitedMs) < 4_800) return true;
    await fixture.directory.setEnabled(userId, true);
    await deaf.signIn('sina.raus');
    await fixture.directory.setEnabled(userId, false);
    await fixture.directory.logout(userId);
    return false;
  });
});
