import { join } from 'node:path';
import { Complaint } from './complaint.mjs';
import { answers } from './keycloak.mjs';
import { lastLines } from './logs.mjs';
import { logOf, root, statePaths } from './paths.mjs';
import { say, step } from './say.mjs';
import { demoPassword, realmName } from './settings.mjs';
import { stages } from './stages.mjs';
import { nodeFlags } from './node-flags.mjs';

const main = join(root, 'sidecar', 'main.ts');

/** The sidecar's configuration, whole: what its commands need. */
export function sidecarEnvironment({ ports, addresses, secret }) {
  const { keycloak } = addresses;
  const app = `http://localhost:${ports.app}`;
  return {
    NODE_ENV: 'development',
    PUBLIC_URL: `http://localhost:${ports.sidecar}`,
    HOST: '127.0.0.1',
    PORT: String(ports.sidecar),
    DATABASE_URL: addresses.databaseUrl,
    DATABASE_MIGRATE_URL: addresses.databaseMigrateUrl,
    REDIS_URL: addresses.redisUrl,
    SMTP_URL: addresses.smtpUrl,
    MAIL_FROM: 'Muster AG <zugang@muster.example>',
    COMPANY_NAME: 'Muster AG',
    KEYCLOAK_URL: keycloak.url,
    KEYCLOAK_REALM: realmName(),
    KEYCLOAK_ADMIN_USERNAME: keycloak.username,
    KEYCLOAK_ADMIN_PASSWORD: keycloak.password,
    KEYS_DIR: statePaths.keys,
    // straight into the app: its sign-in finds the session that the invitation began
    START_APP_URL: `${app}/login`,
    // an app of one's own is added to these, as "app add" prints it
    REGISTRATION_APPS: process.env.REGISTRATION_APPS || `${app}/register`,
    // whoever tries Einlass signs in as a manager at once
    REQUIRE_SECOND_FACTOR: process.env.REQUIRE_SECOND_FACTOR || 'false',
    DEMO_PASSWORD: demoPassword,
    DEMO_APP_URL: app,
    DEMO_APP_SECRET: secret('demo-app-secret'),
  };
}

/** What a running sidecar may know: not Keycloak's administrator, not the demo. */
function serverEnvironment(env) {
  return Object.fromEntries(
    Object.entries({ ...process.env, ...env }).filter(
      ([name]) => !name.startsWith('KEYCLOAK_ADMIN_') && !name.startsWith('DEMO_'),
    ),
  );
}

/**
 * Runs one command of the sidecar to its end.
 * @param {import('./processes.mjs').Household} household @param {string[]} args @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string[]>} the lines it printed
 */
export async function sidecarCommand(household, args, env) {
  const name = args.join(' ');
  const log = logOf(args.slice(0, 2).join('-'));
  await household.run({
    name: `sidecar ${name}`,
    command: process.execPath,
    args: [main, ...args],
    env: { ...process.env, ...env },
    cwd: root,
    log,
  });
  return lastLines(log, Number.POSITIVE_INFINITY);
}

/** What needs only PostgreSQL: the keys and the schema. */
export async function prepareSidecar(household, env) {
  await step('Keys and database schema', async () => {
    await sidecarCommand(household, ['keys', 'init'], env);
    await sidecarCommand(household, ['migrate'], env);
  });
}

/** Starts web and worker; returns when the web answers that it is ready. */
export async function startSidecar(household, env, port) {
  const start = (name, command) =>
    household.start({
      name,
      command: process.execPath,
      args: [...nodeFlags, main, command],
      env: serverEnvironment(env),
      cwd: root,
      log: logOf(command),
      stage: stages.sidecar,
      // its own limit for finishing what it has begun is 25 s
      stopSeconds: 28,
    });
  await step(`Sidecar on port ${port}`, async () => {
    const [serve] = await Promise.all([start('Sidecar (web)', 'serve'), start('Sidecar (worker)', 'work')]);
    await household.waitFor(serve, () => answers(`http://localhost:${port}/readyz`), 60);
  });
}

/** Seeds the demo network. @returns {Promise<{ username: string, name: string, role: string, area: string }[]>} who can sign in */
export async function seedDemo(household, env) {
  const lines = await step('Demo network', () => sidecarCommand(household, ['demo', 'seed', '--json'], env));
  try {
    return JSON.parse(lines.at(-1) ?? '');
  } catch {
    throw new Complaint('sidecar demo seed did not end with the list of its accounts. It printed:', lines);
  }
}

/** Brings the realm to what realm-config/ says, and prints what stands open and the last line: how many changes. */
export async function applyRealm(household, env) {
  const lines = await step('Realm', () => sidecarCommand(household, ['realm', 'apply'], env));
  const told = lines.filter((line) => line.startsWith('CAUTION') || line.startsWith('AREA_GATES'));
  for (const line of [...told, lines.at(-1)]) say(`      ${line}`);
}

/** Starts the sample app; returns when it answers. */
export async function startSampleApp(household, env, port) {
  const app = await household.start({
    name: 'Sample app',
    command: process.execPath,
    args: [join(root, 'scripts', 'sample-app', 'main.ts')],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      APP_URL: env.DEMO_APP_URL,
      ISSUER: `${env.KEYCLOAK_URL}/realms/${env.KEYCLOAK_REALM}`,
      CLIENT_ID: 'sample-app',
      CLIENT_SECRET: env.DEMO_APP_SECRET,
      EINLASS_URL: env.PUBLIC_URL,
    },
    cwd: root,
    log: logOf('sample-app'),
    stage: stages.app,
  });
  await step(`Sample app on port ${port}`, () =>
    household.waitFor(app, () => answers(`${env.DEMO_APP_URL}/healthz`), 60),
  );
}
