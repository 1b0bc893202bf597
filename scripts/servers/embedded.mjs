import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startKeycloak } from './keycloak.mjs';
import { keycloakHome, keycloakVersion } from './keycloak-distribution.mjs';
import { startMailboxProcess } from './mailbox.mjs';
import { logOf, stateFolder, statePaths } from './paths.mjs';
import { postgresUrl, provisionPostgres, startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { step } from './say.mjs';
import { databaseName, needsPostgres } from './settings.mjs';
import { stages } from './stages.mjs';

/**
 * @typedef {{ household: import('./processes.mjs').Household, own: import('./settings.mjs').OwnServers,
 *   ports: Record<string, number>, secret: (name: string) => string }} Context
 */

/** Where each server is or will be: the person's own, else the embedded one. @param {Omit<Context, 'household'>} context */
export function serverAddresses({ own, ports, secret }) {
  const database = (user, password) =>
    postgresUrl({ port: ports.postgres, user, password, database: databaseName });
  return {
    databaseUrl: own.databaseUrl ?? database('einlass_app', secret('postgres-app')),
    databaseMigrateUrl: own.databaseMigrateUrl ?? database('einlass_migrate', secret('postgres-migrate')),
    redisUrl: own.redisUrl ?? `redis://127.0.0.1:${ports.redis}`,
    smtpUrl: own.smtpUrl ?? `smtp://127.0.0.1:${ports.smtp}`,
    inboxUrl: own.smtpUrl ? undefined : `http://localhost:${ports.inbox}`,
    keycloak: own.keycloak ?? {
      url: `http://localhost:${ports.keycloak}`,
      username: 'admin',
      password: secret('keycloak-admin'),
    },
  };
}

/** PostgreSQL with its roles and databases, where it is needed. @param {Context} context */
export async function bringUpPostgres({ household, own, ports, secret }) {
  if (!needsPostgres(own)) return;
  await step(`PostgreSQL on port ${ports.postgres}`, async () => {
    const server = { port: ports.postgres, superuserPassword: secret('postgres-superuser') };
    const log = logOf('postgres');
    await startPostgres(household, { ...server, folder: statePaths.postgres, log, stage: stages.postgres });
    const roles = {
      einlass_migrate: secret('postgres-migrate'),
      einlass_app: secret('postgres-app'),
      keycloak: secret('postgres-keycloak'),
    };
    await provisionPostgres(server, roles, {
      [databaseName]: { owner: 'einlass_migrate', guests: ['einlass_app'] },
      keycloak: { owner: 'keycloak' },
    });
  });
}

/** @param {Context} context */
export async function bringUpRedis({ household, own, ports }) {
  if (own.redisUrl) return;
  const options = { folder: statePaths.redis, log: logOf('redis'), port: ports.redis, stage: stages.side };
  await step(`Redis on port ${ports.redis}`, () => startRedis(household, options));
}

/** @param {Context} context */
export async function bringUpMailbox({ household, own, ports }) {
  if (own.smtpUrl) return;
  const { inbox: httpPort, smtp: smtpPort } = ports;
  const options = { folder: statePaths.mailbox, log: logOf('mailbox'), httpPort, smtpPort };
  await step(`Mailbox on port ${httpPort}`, () =>
    startMailboxProcess(household, { ...options, stage: stages.side }),
  );
}

/** @param {Context} context */
export async function bringUpKeycloak({ household, own, ports, secret }) {
  if (own.keycloak) return;
  const log = logOf('keycloak');
  const home = await keycloakHome(household, logOf('keycloak-build'));
  const begun = join(stateFolder, 'keycloak-begun');
  const first = !existsSync(begun);
  const { keycloak } = serverAddresses({ own, ports, secret });
  const database = { port: ports.postgres, name: 'keycloak', user: 'keycloak' };
  const options = {
    home,
    log,
    port: ports.keycloak,
    managementPort: ports.management,
    database: { ...database, password: secret('postgres-keycloak') },
    admin: keycloak,
    stage: stages.keycloak,
    freshThemes: true,
    // the first start makes 100 tables; one after a kill waits for locks
    seconds: first ? 240 : 120,
  };
  await step(
    `Keycloak ${keycloakVersion} on port ${ports.keycloak}${first ? ' (the first time takes longer)' : ''}`,
    () => startKeycloak(household, options),
  );
  writeFileSync(begun, keycloakVersion);
}
