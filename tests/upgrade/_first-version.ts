import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { freePort } from '../support/free-port.ts';
import { answering, run, type Running, start, until } from '../support/processes.ts';
import { testRedis } from '../support/redis.ts';
import { servers } from '../support/servers.ts';

const folder = new URL('0.1.0/', import.meta.url);
const file = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));
type Account = { id: string; username: string };

/** The links that 0.1.0 mailed, by first name, as paths; and its accounts at Keycloak. */
export const left = JSON.parse(file('people.json')) as { links: Record<string, string>; accounts: Account[] };

/** A test database that holds what 0.1.0 left instead of the newest schema. */
export async function restored(): Promise<TestDatabase> {
  const database = await testDatabase();
  const client = new pg.Client({ connectionString: database.migrateUrl });
  await client.connect();
  try {
    await client.query('drop schema public cascade; create schema public');
    await client.query(file('database.sql'));
  } finally {
    await client.end();
  }
  return database;
}

/** What `serve` or `work` of this version says on such a database before it was migrated; throws where it starts all the same, or ends otherwise. */
export async function refusal(word: 'serve' | 'work', database: TestDatabase): Promise<string> {
  const { keycloakUrl, redisUrl, smtpUrl } = servers();
  const running = start(process.execPath, [main, word], {
    PUBLIC_URL: 'http://localhost:3000',
    PORT: '0',
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    SMTP_URL: smtpUrl,
    KEYCLOAK_URL: keycloakUrl,
    KEYS_DIR: fileURLToPath(new URL('keys/', folder)),
  });
  const started = () => / is (listening|running)/.test(running.output());
  let ended = false;
  void running.exited.then(() => {
    ended = true;
  });
  await until(`${word} ends or starts`, async () => ended || started(), 120);
  if (started()) await running.stop('SIGKILL');
  const code = await running.exited;
  if (code !== 1) throw new Error(`${word} ended with ${code}: ${running.output()}`);
  return running.output();
}

const password = 'Neues-Passwort-2026';

/** The accounts as they were, in a realm of this version; the network manager can sign in. */
async function bringAccounts(realm: string): Promise<() => Promise<void>> {
  const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword } = servers();
  const admin = await connectAdmin({ url, username, password: keycloakAdminPassword });
  const users = left.accounts.map((account) =>
    account.username === 'netz.manager'
      ? { ...account, credentials: [{ type: 'password', value: password, temporary: false }] }
      : account,
  );
  await admin.realms.partialImport({ realm, rep: { ifResourceExists: 'FAIL', users } });
  return async () => {
    await (await connectAdmin({ url, username, password: keycloakAdminPassword })).realms.del({ realm });
  };
}

/** This version's web and worker on a migrated database of 0.1.0, with its keys and its accounts. */
export async function goneOnWith(database: TestDatabase) {
  const undos: (() => unknown)[] = [];
  const keys = mkdtempSync(join(tmpdir(), 'einlass-keys-'));
  undos.push(() => rmSync(keys, { recursive: true }));
  cpSync(new URL('keys/', folder), keys, { recursive: true });
  const redis = await testRedis();
  undos.push(() => redis.close());
  const [port, appPort] = [await freePort(), await freePort()];
  const { keycloakUrl, keycloakAdminUsername, keycloakAdminPassword, smtpUrl } = servers();
  const realm = `t-${randomBytes(5).toString('hex')}`;
  const [url, appUrl] = [`http://localhost:${port}`, `http://localhost:${appPort}`];
  const env = {
    NODE_ENV: 'test',
    PUBLIC_URL: url,
    PORT: String(port),
    DATABASE_URL: database.url,
    REDIS_URL: redis.url,
    SMTP_URL: smtpUrl,
    KEYCLOAK_URL: keycloakUrl,
    KEYCLOAK_REALM: realm,
    KEYS_DIR: keys,
    START_APP_URL: `${appUrl}/login`,
    SWEEP_SECONDS: '1',
    REQUIRE_SECOND_FACTOR: 'false',
  };
  const admin = {
    KEYCLOAK_ADMIN_USERNAME: keycloakAdminUsername,
    KEYCLOAK_ADMIN_PASSWORD: keycloakAdminPassword,
  };
  await run(process.execPath, [main, 'realm', 'apply'], { ...env, ...admin });
  undos.push(await bringAccounts(realm));
  const begin = (word: string): Running => {
    const running = start(process.execPath, [main, word], env);
    undos.push(() => running.stop());
    return running;
  };
  const web = begin('serve');
  begin('work');
  // As long as any installation has for its start beside other tests.
  await answering(`${url}/readyz`, web, 240);
  return {
    url,
    appUrl,
    password,
    async close() {
      for (const undo of undos.reverse()) await undo();
    },
  };
}
