import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { nodeFlags } from '../../scripts/servers/node-flags.mjs';
import { openRoundRobin } from '../../scripts/servers/round-robin.mjs';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { type Crew, crew } from './crew.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import { freePort } from './free-port.ts';
import { answering, type Running, run, start } from './processes.ts';
import { type TestRedis, testRedis } from './redis.ts';
import { servers } from './servers.ts';

/**
 * A whole Einlass of its own: realm, database, Redis, web, worker and the sample app, as `npm start` runs them. With
 * `EINLASS_TEST_TWO` there are two of web and of worker, the former behind a round-robin proxy that has the public address.
 */
export type Installation = {
  url: string;
  appUrl: string;
  realm: string;
  keycloakUrl: string;
  env: NodeJS.ProcessEnv;
  database: TestDatabase;
  redis: TestRedis;
  /** All web processes as one, and all workers. */
  web(): Running;
  worker(): Running;
  /** One by one, to end and begin them singly; a web process that began answers once `ready` has resolved. */
  webs: Crew;
  workers: Crew;
  /** Where each web process listens, without the proxy. */
  webOrigins: readonly string[];
  ready(): Promise<unknown>;
  password: string;
  /** SQL as the application's role. */
  query(sql: string): Promise<{ rows: Record<string, unknown>[] }>;
  keycloakUser(id: string): Promise<{ enabled?: boolean; emailVerified?: boolean; email?: string }>;
  /** Ends all of somebody's sessions, as Keycloak's console would. */
  logoutAtKeycloak(id: string): Promise<void>;
  /** Runs one command of the sidecar. */
  command(...args: string[]): Promise<string>;
  /** The same with settings of its own. */
  commandWith(more: NodeJS.ProcessEnv, ...args: string[]): Promise<string>;
  /** Starts the web process again, on the same port; resolves once it answers. */
  restartWeb(): Promise<void>;
  /** Other workers, after the last ones were stopped or killed; `more` are settings of their own. */
  restartWorker(more?: NodeJS.ProcessEnv): void;
  close(): Promise<void>;
};

const node = process.execPath;
const main = fileURLToPath(new URL('../../sidecar/main.ts', import.meta.url));
const sampleApp = fileURLToPath(new URL('../../scripts/sample-app/main.ts', import.meta.url));

function administrator() {
  const { keycloakUrl, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
  return connectAdmin({ url: keycloakUrl, username, password });
}

async function deleteRealm(realm: string): Promise<void> {
  await (await administrator()).realms.del({ realm });
}

async function environment(
  realm: string,
  keysDir: string,
  database: TestDatabase,
  redis: TestRedis,
  wanted: string | undefined,
) {
  const { keycloakUrl, keycloakAdminUsername, keycloakAdminPassword, smtpUrl } = servers();
  const [port, appPort] = [Number(wanted ?? (await freePort())), await freePort()];
  const appUrl = `http://localhost:${appPort}`;
  const env = {
    NODE_ENV: 'test',
    PUBLIC_URL: `http://localhost:${port}`,
    PORT: String(port),
    DATABASE_URL: database.url,
    DATABASE_MIGRATE_URL: database.migrateUrl,
    REDIS_URL: redis.url,
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'Muster AG <zugang@muster.example>',
    COMPANY_NAME: 'Muster AG',
    KEYCLOAK_URL: keycloakUrl,
    KEYCLOAK_REALM: realm,
    KEYCLOAK_ADMIN_USERNAME: keycloakAdminUsername,
    KEYCLOAK_ADMIN_PASSWORD: keycloakAdminPassword,
    KEYS_DIR: keysDir,
    START_APP_URL: `${appUrl}/login`,
    REGISTRATION_APPS: `${appUrl}/register`,
    SWEEP_SECONDS: '1',
    // As in the demo: whoever tests it switches it on.
    REQUIRE_SECOND_FACTOR: 'false',
    DEMO_PASSWORD: 'Einlass-Demo-2026',
    DEMO_APP_URL: appUrl,
    DEMO_APP_SECRET: randomBytes(16).toString('hex'),
  };
  return { env, port, appPort, appUrl };
}

type Undo = () => unknown;

/** Runs all, newest first, whatever fails. */
async function undoAll(undos: Undo[]): Promise<void> {
  for (const undo of undos.splice(0).reverse()) {
    try {
      await undo();
    } catch (error) {
      process.stderr.write(`clearing up: ${String(error)}\n`);
    }
  }
}

async function bringUp(
  overrides: NodeJS.ProcessEnv,
  each: number,
  programs: readonly string[],
  undos: Undo[],
): Promise<Installation> {
  const realm = `t-${randomBytes(5).toString('hex')}`;
  const keysDir = mkdtempSync(join(tmpdir(), 'einlass-keys-'));
  undos.push(() => rmSync(keysDir, { recursive: true, force: true }));
  const database = await testDatabase();
  undos.push(() => database.close());
  const redis = await testRedis();
  undos.push(() => redis.close());
  const {
    env: own,
    port,
    appPort,
    appUrl,
  } = await environment(realm, keysDir, database, redis, overrides['PORT']);
  const env = { ...own, ...overrides };
  const command = (...args: string[]) => run(node, [main, ...args], env);
  const begin = (
    file: string,
    args: readonly string[],
    variables: NodeJS.ProcessEnv,
    flags: readonly string[] = [],
  ): Running => {
    const running = start(node, [...flags, file, ...args], variables);
    undos.push(() => running.stop());
    return running;
  };
  await command('keys', 'init');
  await command('realm', 'apply');
  undos.push(() => deleteRealm(realm));
  const ports = each === 1 ? [port] : await Promise.all(Array.from({ length: each }, () => freePort()));
  const behind = each === 1 ? {} : { TRUSTED_HOPS: '1' };
  const program = (index: number): string => programs[index % programs.length] ?? main;
  const webs = crew(each, (index, more) =>
    begin(program(index), ['serve'], { ...behind, ...env, PORT: String(ports[index]), ...more }, nodeFlags),
  );
  const workers = crew(each, (index, more) =>
    begin(program(index), ['work'], { ...env, ...more }, nodeFlags),
  );
  const webOrigins = ports.map((one) => `http://127.0.0.1:${one}`);
  // Longer than one waits for a single process: all start at once, on a machine that may have other things to do.
  const ready = () =>
    Promise.all(webs.each().map((web, index) => answering(`${webOrigins[index]}/readyz`, web, 240)));
  if (each > 1) {
    const proxy = await openRoundRobin({ targets: webOrigins, port });
    undos.push(() => proxy.close());
  }
  await ready();
  await command('demo', 'seed');
  const app = begin(sampleApp, [], {
    PORT: String(appPort),
    HOST: '127.0.0.1',
    APP_URL: appUrl,
    ISSUER: `${env.KEYCLOAK_URL}/realms/${realm}`,
    CLIENT_ID: 'sample-app',
    CLIENT_SECRET: own.DEMO_APP_SECRET,
    EINLASS_URL: own.PUBLIC_URL,
  });
  await answering(`${appUrl}/healthz`, app);
  return {
    url: own.PUBLIC_URL,
    appUrl,
    realm,
    keycloakUrl: own.KEYCLOAK_URL,
    env,
    database,
    redis,
    web: webs.all,
    worker: workers.all,
    webs,
    workers,
    webOrigins,
    ready,
    password: own.DEMO_PASSWORD,
    query: (text) => sql.raw<Record<string, unknown>>(text).execute(database.db),
    async keycloakUser(id) {
      const user = await (await administrator()).users.findOne({ realm, id });
      if (!user) throw new Error(`no account ${id}`);
      return user;
    },
    logoutAtKeycloak: async (id) => (await administrator()).users.logout({ realm, id }),
    command,
    commandWith: (more, ...args) => run(node, [main, ...args], { ...env, ...more }),
    async restartWeb() {
      await webs.all().stop();
      webs.beginAll();
      await ready();
    },
    restartWorker: workers.beginAll,
    close: () => undoAll(undos),
  };
}

/**
 * Brings one up, seeded with the demo network; leaves nothing behind where that fails. `each`: how many web processes and workers;
 * `programs`: what they run, in turn, where some of them are another version. With two trusted hops, whoever asks may say who they are.
 */
export async function installation(
  overrides: NodeJS.ProcessEnv = {},
  each = process.env['EINLASS_TEST_TWO'] ? 2 : 1,
  programs: readonly string[] = [main],
): Promise<Installation> {
  const undos: Undo[] = [];
  try {
    return await bringUp(overrides, each, programs, undos);
  } catch (error) {
    await undoAll(undos);
    throw error;
  }
}
