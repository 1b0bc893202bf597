import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromiumProgram } from './chromium.mjs';
import { copyGolden, keycloakOptions } from './golden.mjs';
import { themesFolder } from './keycloak.mjs';
import { startKeycloaks } from './keycloak-cluster.mjs';
import { keycloakHome } from './keycloak-distribution.mjs';
import { startMailboxProcess } from './mailbox.mjs';
import { choosePorts, portTable } from './ports.mjs';
import { postgresUrl, startPostgres } from './postgres.mjs';
import { startRedis } from './redis.mjs';
import { step } from './say.mjs';
import { stages } from './stages.mjs';

const names = ['keycloak', 'management', 'inbox', 'smtp', 'postgres', 'redis'];
const anyFree = Object.fromEntries(names.map((name) => [portTable[name].variable, '0']));

/** From here a test's proxy asks Keycloak, and nobody else: who asks it directly is not believed. */
const proxyAddress = '127.0.0.2';

/**
 * Brings up the servers of one test run on free ports, Keycloak without any realm of ours, and writes where they are.
 * @param {Awaited<ReturnType<typeof import('./test-run.mjs').openTestRun>>} run
 * @param {{ two?: boolean }} wanted two nodes of Keycloak behind a proxy @returns {Promise<string>} the path of the JSON file
 */
export async function startTestServers({ folder, household, postgres, logs }, { two = false } = {}) {
  const log = (name) => join(logs, `${name}.log`);
  const ports = await choosePorts(names, anyFree);
  const chromium = await chromiumProgram(household, log('chromium'));
  const home = await keycloakHome(household, log('keycloak-build'));
  const secrets = await copyGolden(household, postgres, { folder, home, ports, logs });
  const { superuserPassword } = secrets;
  // a copy, into which a test puts the theme as its own checkout has it
  const themes = join(folder, 'themes');
  cpSync(themesFolder, themes, { recursive: true });
  const servers = await step('Servers for the tests', async () => {
    await startPostgres(household, {
      folder: postgres,
      log: log('postgres'),
      port: ports.postgres,
      superuserPassword,
      stage: stages.postgres,
      disposable: true,
    });
    const [keycloak, redis, mailbox] = await Promise.all([
      startKeycloaks(
        household,
        { ...keycloakOptions({ home, ports, secrets }), seconds: 240, themes, proxyAddress },
        { logOf: log, nodes: two ? 2 : 1 },
      ),
      startRedis(household, {
        folder: join(folder, 'redis'),
        log: log('redis'),
        port: ports.redis,
        stage: stages.side,
        disposable: true,
      }),
      startMailboxProcess(household, {
        log: log('mailbox'),
        httpPort: ports.inbox,
        smtpPort: ports.smtp,
        stage: stages.side,
      }),
    ]);
    const [node] = keycloak.nodes;
    return {
      postgresUrl: postgresUrl({
        port: ports.postgres,
        user: 'postgres',
        password: superuserPassword,
        database: 'postgres',
      }),
      redisUrl: redis.url,
      redisServerBinary: redis.program,
      keycloakUrl: keycloak.url,
      keycloakAdminUsername: 'admin',
      keycloakAdminPassword: secrets.adminPassword,
      keycloakManagementUrl: node.managementUrl,
      keycloakProxyAddress: proxyAddress,
      keycloakPid: node.process.pid,
      keycloakHome: home,
      keycloakThemes: themes,
      smtpUrl: mailbox.smtpUrl,
      mailboxUrl: mailbox.url,
      chromium,
    };
  });
  const file = join(folder, 'servers.json');
  writeFileSync(file, JSON.stringify(servers, null, 2), { mode: 0o600 });
  return file;
}
