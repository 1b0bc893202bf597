import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyGolden, keycloakOptions } from '../../scripts/servers/golden.mjs';
import { keycloakHome } from '../../scripts/servers/keycloak-distribution.mjs';
import { startKeycloaks } from '../../scripts/servers/keycloak-cluster.mjs';
import { choosePorts, portTable } from '../../scripts/servers/ports.mjs';
import { postgresUrl, startPostgres } from '../../scripts/servers/postgres.mjs';
import { signalProcess } from '../../scripts/servers/process-identity.mjs';
import { stages } from '../../scripts/servers/stages.mjs';
import { openTestRun } from '../../scripts/servers/test-run.mjs';

const names = ['keycloak', 'management', 'postgres'];
const anyFree = Object.fromEntries(names.map((name) => [portTable[name].variable, '0']));

/** The direct children of a process. */
function childrenOf(pid) {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
}

/**
 * A PostgreSQL and a Keycloak of one's own that may be killed. Unlike those of the tests, this PostgreSQL writes each commit down
 * before it says so: what is lost by kill -9 would be our fault. The servers of the tests stand in for the rest. `keycloaks`: how many
 * nodes of Keycloak, behind a proxy where they are more than one.
 */
export async function openOwnServers({ keycloaks = 1 } = {}) {
  const run = await openTestRun();
  const { folder, household, postgres: place, logs } = run;
  const ports = await choosePorts(names, anyFree);
  const home = await keycloakHome(household, join(logs, 'keycloak-build.log'));
  const secrets = await copyGolden(household, place, { folder, home, ports, logs });
  const { superuserPassword } = secrets;
  const beginPostgres = () =>
    startPostgres(household, {
      folder: place,
      log: join(logs, 'postgres.log'),
      port: ports.postgres,
      superuserPassword,
      stage: stages.postgres,
    });
  let postgres = await beginPostgres();
  const keycloak = await startKeycloaks(
    household,
    { ...keycloakOptions({ home, ports, secrets }), seconds: 240 },
    { logOf: (name) => join(logs, `${name}.log`), nodes: keycloaks },
  );
  const others = JSON.parse(readFileSync(process.env.EINLASS_TEST_SERVERS, 'utf8'));
  const file = join(folder, 'servers.json');
  const where = {
    ...others,
    postgresUrl: postgresUrl({
      port: ports.postgres,
      user: 'postgres',
      password: superuserPassword,
      database: 'postgres',
    }),
    keycloakUrl: keycloak.url,
    keycloakAdminPassword: secrets.adminPassword,
  };
  writeFileSync(file, JSON.stringify(where), { mode: 0o600 });
  return {
    file,
    async killPostgres() {
      const all = [postgres.pid, ...childrenOf(postgres.pid)];
      postgres.dismissed = true;
      for (const pid of all) signalProcess(pid, 'SIGKILL');
      await postgres.exited;
      postgres = await beginPostgres();
    },
    async killKeycloak(index = 0) {
      await keycloak.kill(index);
      await keycloak.begin(index);
    },
    async restartKeycloak(index = 0) {
      await keycloak.end(index);
      await keycloak.begin(index);
    },
    async close() {
      await keycloak.close();
      await run.close();
    },
  };
}
