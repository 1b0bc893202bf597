import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { markVariable } from '../servers/marked.mjs';
import { provisionPostgres } from '../servers/postgres.mjs';
import { isAlive } from '../servers/process-identity.mjs';
import { pause } from '../servers/say.mjs';
import { everyAddressAnswers, realmIsApplied, startInBackground, stop } from './checks.mjs';
import { openTrial } from './trial.mjs';

/** @typedef {import('./trial.mjs').Trial} Trial */

const oneFile = ['test', '--', 'tests/house/texts.test.ts'];

/** Remembers what runs; answers later what of all that runs now is new. @param {Trial} trial */
function newcomers(trial) {
  const before = trial.left();
  const ids = new Set(before.map(({ pid }) => pid));
  return {
    now: () => trial.left().filter(({ pid }) => !ids.has(pid)),
    /** Waits a little for what is just ending; what ran before must run still. */
    async gone() {
      for (let tries = 0; tries < 200 && this.now().length > 0; tries++) await pause(100);
      deepStrictEqual(
        this.now().map(({ command }) => command),
        [],
      );
      deepStrictEqual(
        before.filter((one) => !isAlive(one)),
        [],
        'the tests ended something of npm start',
      );
    },
  };
}

/** The tests bring their own servers, end with their figures, and leave the running ones alone. @param {Trial} trial */
export async function testsBeside(trial) {
  trial.run();
  const others = newcomers(trial);
  const { code, output, stdout } = await trial.npm(oneFile);
  ok(code === 0, output);
  match(stdout.trimEnd().split('\n').at(-1) ?? '', /^[1-9]\d* passed, 0 failed$/);
  await others.gone();
  await everyAddressAnswers(trial);
}

/** The name of the test run that a process belongs to. @param {number} pid */
function testRunOf(pid) {
  // it may end meanwhile
  if (!existsSync(`/proc/${pid}/environ`)) return undefined;
  const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return variables.find((one) => one.startsWith(`${markVariable}=`))?.slice(markVariable.length + 1);
}

/** Command lines that name something: PostgreSQL inherits no mark, but its folder is the run's. @param {string} text */
function commandsNaming(text) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return command.includes(text) ? [command] : [];
      } catch {
        return [];
      }
    });
}

/** A Ctrl-C while the tests' own servers are coming up. @param {Trial} trial */
export async function testsInterrupted(trial) {
  trial.run();
  const others = newcomers(trial);
  const child = trial.begin(oneFile);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk) => (output += chunk));
  let ended = false;
  const exited = new Promise((resolve) => child.once('exit', resolve)).finally(() => (ended = true));
  const keycloak = () =>
    others.now().find(({ pid, command }) => /\bjava\b.*keycloak/i.test(command) && testRunOf(pid));
  let seen = keycloak();
  for (; !ended && !seen; seen = keycloak()) await pause(50);
  ok(seen && !ended, `the tests ended before their Keycloak was seen:\n${output}`);
  const name = testRunOf(seen.pid);
  ok(name && commandsNaming(name).length > 0, 'the PostgreSQL of the tests was not found');
  process.kill(-Number(child.pid), 'SIGINT');
  const code = await exited;
  ok(code !== 0, output);
  await others.gone();
  deepStrictEqual(commandsNaming(name), []);
  ok(!existsSync(join(tmpdir(), name)), 'the folder of the tests is left');
  await everyAddressAnswers(trial);
}

/** The address of another database on the same server. @param {string} url @param {string} name */
function onDatabase(url, name) {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** A second clone that brings no servers: it uses those of the first, with a database, a realm and a prefix of its own. @param {Trial} trial */
export async function ownServers(trial) {
  const { ports, keycloak, databaseUrl, databaseMigrateUrl, redisUrl, smtpUrl } = trial.run();
  const secret = join(trial.checkout, '.einlass', 'secrets', 'postgres-superuser');
  const server = { port: ports.postgres, superuserPassword: readFileSync(secret, 'utf8').trim() };
  await provisionPostgres(server, {}, { own_try: { owner: 'einlass_migrate', guests: ['einlass_app'] } });
  const second = await openTrial({
    DATABASE_URL: onDatabase(databaseUrl, 'own_try'),
    DATABASE_MIGRATE_URL: onDatabase(databaseMigrateUrl, 'own_try'),
    REDIS_URL: redisUrl,
    REDIS_PREFIX: 'own-try',
    SMTP_URL: smtpUrl,
    KEYCLOAK_URL: keycloak.url,
    KEYCLOAK_REALM: 'own-try',
    KEYCLOAK_ADMIN_USERNAME: keycloak.adminUsername,
    KEYCLOAK_ADMIN_PASSWORD: keycloak.adminPassword,
  });
  try {
    // spares installing the same packages again
    const packages = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
    cpSync(join(trial.checkout, 'node_modules'), join(second.checkout, 'node_modules'), packages);
    await startInBackground(second, 'start on own servers');
    const run = second.run();
    deepStrictEqual(Object.keys(run.ports).toSorted(), ['app', 'sidecar']);
    strictEqual(run.keycloak.realm, 'own-try');
    await everyAddressAnswers(second);
    await realmIsApplied(second);
    await stop(second);
  } finally {
    await second.close();
  }
  await everyAddressAnswers(trial);
}
