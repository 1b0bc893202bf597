import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { httpBrowser } from '../support/http-browser.ts';
import { linkIn, mailTo } from '../support/mailbox.ts';
import { answering } from '../support/processes.ts';
import { type TestRedis, testRedis } from '../support/redis.ts';
import { servers } from '../support/servers.ts';
import { type Image, assembled } from './_image.ts';

/** What docker-compose.yml tells the services, on the servers of the tests. */
async function settings(image: Image, database: TestDatabase, redis: TestRedis) {
  const { keycloakUrl, keycloakAdminUsername, keycloakAdminPassword, smtpUrl } = servers();
  const port = String(await freePort());
  const shared = {
    PUBLIC_URL: `http://localhost:${port}`,
    // as in the stack, Keycloak calls us at another address than people do, and we call Keycloak at another one
    INTERNAL_URL: `http://127.0.0.1:${port}`,
    KEYCLOAK_URL: keycloakUrl,
    KEYCLOAK_INTERNAL_URL: keycloakUrl.replace('localhost', '127.0.0.1'),
    KEYCLOAK_REALM: `t-${randomBytes(5).toString('hex')}`,
    PORT: port,
    KEYS_DIR: image.keys,
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SMTP_URL: smtpUrl,
    REQUIRE_SECOND_FACTOR: 'false',
    SWEEP_SECONDS: '1',
  };
  const powers = {
    DATABASE_MIGRATE_URL: database.migrateUrl,
    KEYCLOAK_ADMIN_USERNAME: keycloakAdminUsername,
    KEYCLOAK_ADMIN_PASSWORD: keycloakAdminPassword,
  };
  return { shared, setup: { ...shared, ...powers } };
}

let image: Image;
let database: TestDatabase;
let redis: TestRedis;
let env: Awaited<ReturnType<typeof settings>>;
beforeAll(async () => {
  [image, database, redis] = await Promise.all([assembled('sidecar'), testDatabase(), testRedis()]);
  env = await settings(image, database, redis);
});
afterAll(async () => {
  await image?.close();
  await Promise.all([database?.close(), redis?.close()]);
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
  const admin = await connectAdmin({ url, username, password });
  if (env) await admin.realms.del({ realm: env.shared.KEYCLOAK_REALM });
});

test('what the image holds, as nobody and without writing into it: set up, serves, works, mails, and an invited manager gets in', async () => {
  const { shared } = env;
  expect(await image.run(['setup'], env.setup)).toMatch(
    /\d+ migrations[\s\S]*Keys are there[\s\S]*\d+ changes/,
  );
  const web = image.start(['serve'], shared);
  const worker = image.start(['work'], shared);
  await answering(`${shared.PUBLIC_URL}/readyz`, web);
  expect(await image.healthy(shared)).toBe(true);

  await image.run(['area', 'add', 'Muster AG'], shared);
  const address = `${randomBytes(4).toString('hex')}@muster.example`;
  const names = ['--first-name', 'Nina', '--last-name', 'Netz'];
  await image.run(['manager', 'invite', address, ...names], shared);
  const browser = httpBrowser();
  const invitation = await browser.get(linkIn(await mailTo(address)));
  const password = `Aa1!${randomBytes(12).toString('hex')}`;
  const choosing = await browser.follow(await browser.submit(invitation, {}));
  await browser.follow(
    await browser.submit(choosing, { 'password-new': password, 'password-confirm': password }),
    (next) => next.origin !== new URL(shared.PUBLIC_URL).origin || next.pathname.startsWith('/i/'),
  );
  const page = await browser.follow(await browser.get(`${shared.PUBLIC_URL}/admin/members`));
  expect([page.status, page.url.pathname]).toEqual([200, '/admin/members']);
  expect(page.text).toContain('Nina');
  const assets = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(assets.length).toBeGreaterThan(1);
  const answers = await Promise.all(
    assets.map(async (path) => (await fetch(shared.PUBLIC_URL + path)).status),
  );
  expect(answers.filter((status) => status !== 200)).toEqual([]);

  expect(await Promise.all([web.stop(), worker.stop()])).toEqual([0, 0]);
  expect(await image.healthy(shared)).toBe(false);
});
