import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOptions, keycloakVersion } from './keycloak-distribution.mjs';
import { startKeycloak } from './keycloak.mjs';
import { cacheFolder, makeFolder, shortHash } from './paths.mjs';
import { postgresFolder, postgresVersion, removePostgresFolder } from './postgres-place.mjs';
import { provisionPostgres, startPostgres } from './postgres.mjs';
import { step } from './say.mjs';
import { secretsIn } from './secrets.mjs';
import { stages } from './stages.mjs';

/**
 * A stopped PostgreSQL folder in which Keycloak has made its tables, kept in the cache: a copy of it
 * saves every test run the slow first start.
 * @typedef {{ superuserPassword: string, keycloakPassword: string, adminPassword: string }} GoldenSecrets
 */

/** @param {import('./processes.mjs').Household} household @param {string} golden @param {TestRun} run */
async function make(household, golden, { folder, home, ports, logs }) {
  const secret = secretsIn(join(folder, 'secrets'));
  const secrets = {
    superuserPassword: secret('superuser'),
    keycloakPassword: secret('keycloak'),
    adminPassword: secret('admin'),
  };
  const making = join(folder, 'making');
  const server = { port: ports.postgres, superuserPassword: secrets.superuserPassword };
  const options = {
    ...server,
    folder: making,
    log: join(logs, 'golden-postgres.log'),
    stage: stages.postgres,
  };
  const postgres = await startPostgres(household, { ...options, disposable: true });
  await provisionPostgres(
    server,
    { keycloak: secrets.keycloakPassword },
    { keycloak: { owner: 'keycloak' } },
  );
  const keycloak = await startKeycloak(household, {
    ...keycloakOptions({ home, ports, secrets }),
    log: join(logs, 'golden-keycloak.log'),
    seconds: 240,
  });
  await household.stop(keycloak.process);
  await household.stop(postgres);
  const part = makeFolder(`${golden}.part-${process.pid}`, 0o700);
  const data = join(postgresFolder(making).folder, 'data');
  await copy(household, data, join(part, 'data'), logs);
  writeFileSync(join(part, 'golden.json'), JSON.stringify(secrets), { mode: 0o600 });
  if (existsSync(golden)) rmSync(part, { recursive: true, force: true });
  else renameSync(part, golden);
  removePostgresFolder(making);
}

/** How the tests' Keycloak is started, on a golden folder or on its copy. */
export function keycloakOptions({ home, ports, secrets }) {
  return {
    home,
    port: ports.keycloak,
    managementPort: ports.management,
    database: {
      port: ports.postgres,
      name: 'keycloak',
      user: 'keycloak',
      password: secrets.keycloakPassword,
    },
    admin: { username: 'admin', password: secrets.adminPassword },
    stage: stages.keycloak,
  };
}

/** Copies a folder with owners and modes. */
function copy(household, from, to, logs) {
  const options = { command: 'cp', args: ['-a', from, to], log: join(logs, 'copy.log') };
  return household.run({ ...options, name: 'Copying the database folder' });
}

/**
 * Puts a copy of the golden folder where `startPostgres` will look; makes the golden one first if there is none.
 * @typedef {{ folder: string, home: string, ports: Record<string, number>, logs: string }} TestRun
 * @param {import('./processes.mjs').Household} household @param {string} wanted @param {TestRun} run @returns {Promise<GoldenSecrets>}
 */
export async function copyGolden(household, wanted, run) {
  const { folder, owner } = postgresFolder(wanted);
  const key = shortHash([
    postgresVersion(),
    keycloakVersion,
    buildOptions,
    owner?.uid ?? 'own',
    process.arch,
  ]);
  const golden = join(makeFolder(cacheFolder(), 0o700), `test-postgres-${key}`);
  if (!existsSync(golden)) await step('Database for tests (made once)', () => make(household, golden, run));
  await copy(household, join(golden, 'data'), join(folder, 'data'), run.logs);
  return JSON.parse(readFileSync(join(golden, 'golden.json'), 'utf8'));
}
