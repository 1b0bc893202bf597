import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { statePaths } from './paths.mjs';
import { demoPassword } from './settings.mjs';

/** Everything a script needs to work with what runs (mode 0600: it holds passwords). */
export function runRecord({ ports, addresses, env, accounts, pids }) {
  const { keycloak, inboxUrl, ...urls } = addresses;
  return {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    addresses: {
      keycloak: keycloak.url,
      sidecar: env.PUBLIC_URL,
      admin: `${env.PUBLIC_URL}/admin`,
      app: env.DEMO_APP_URL,
      inbox: inboxUrl,
    },
    ports,
    demo: { password: demoPassword, accounts },
    keycloak: {
      url: keycloak.url,
      realm: env.KEYCLOAK_REALM,
      adminUsername: keycloak.username,
      adminPassword: keycloak.password,
    },
    ...urls,
    env,
    pids: { supervisor: process.pid, ...pids },
  };
}

/** @param {ReturnType<typeof runRecord>} record */
export function writeRun(record) {
  const temporary = `${statePaths.run}.part`;
  writeFileSync(temporary, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, statePaths.run);
}

/** What runs in this checkout; undefined if nothing does. */
export function readRun() {
  return existsSync(statePaths.run) ? JSON.parse(readFileSync(statePaths.run, 'utf8')) : undefined;
}
