import { join } from 'node:path';
import { keycloakEnvironment } from './keycloak-distribution.mjs';
import { root } from './paths.mjs';

/** The folder of our themes. */
export const themesFolder = join(root, 'themes');

/** Where Keycloak finds themes; `fresh`: it reads them again for each page and mail, for whoever works on them. */
const themeSettings = ({ themes = themesFolder, freshThemes = false }) => ({
  KC_SPI_THEME__FOLDER__DIR: themes,
  ...(freshThemes
    ? {
        KC_SPI_THEME__CACHE_THEMES: 'false',
        KC_SPI_THEME__CACHE_TEMPLATES: 'false',
        KC_SPI_THEME__STATIC_MAX_AGE: '-1',
      }
    : {}),
});

/**
 * Keycloak tells apps one after the other that somebody is out, and waits five seconds for each that says nothing, for minutes where
 * packets vanish: with this one such app does not keep the others waiting beyond five seconds. It also calls the sidecar with this
 * limit, which under load may take its time, hence not less (docs/tokens.md).
 */
export const outgoingCalls = {
  KC_SPI_CONNECTIONS_HTTP_CLIENT__DEFAULT__SOCKET_TIMEOUT_MILLIS: '3000',
  KC_SPI_CONNECTIONS_HTTP_CLIENT__DEFAULT__ESTABLISH_CONNECTION_TIMEOUT_MILLIS: '1000',
};

/** @param {string} url @returns {Promise<boolean>} whether it answers 200 */
export async function answers(url) {
  const response = await fetch(url, { signal: AbortSignal.timeout(5000) });
  await response.body?.cancel();
  return response.ok;
}

/**
 * How one of several finds the others: in the database that they share, and then on this port. Each may open some connections to that
 * database, of which it has a limited number for all.
 * @param {{ port: number, publicUrl: string } | undefined} node
 */
const clusterArguments = (node) =>
  node
    ? [
        '--cache=ispn',
        // else a node that begins takes the proxy's connections and answers 503 until it is ready
        '--server-async-bootstrap=false',
        '--cache-embedded-network-bind-address=127.0.0.1',
        `--cache-embedded-network-bind-port=${node.port}`,
        '--db-pool-max-size=40',
      ]
    : ['--cache=local'];

/** Whose X-Forwarded heads it believes. @param {string | undefined} address of a proxy */
const proxyArguments = (address) =>
  address ? ['--proxy-headers=xforwarded', `--proxy-trusted-addresses=${address}`] : [];

/**
 * Starts a built Keycloak on 127.0.0.1 with its database, and returns when it reports to be ready.
 * The administrator is made only while there is none yet. `node`: one of several behind a proxy, which has the public address.
 * `proxyAddress`: from where a proxy of an only one asks.
 * @param {import('./processes.mjs').Household} household
 * @param {{ home: string, log: string, port: number, managementPort: number, stage: number, seconds: number, themes?: string, freshThemes?: boolean,
 *   name?: string, node?: { port: number, publicUrl: string }, proxyAddress?: string,
 *   database: { port: number, name: string, user: string, password: string },
 *   admin: { username: string, password: string } }} options
 */
export async function startKeycloak(household, options) {
  const {
    home,
    log,
    port,
    managementPort,
    database,
    admin,
    stage,
    seconds,
    name = 'Keycloak',
    node,
    proxyAddress,
  } = options;
  const url = `http://localhost:${port}`;
  const server = await household.start({
    name,
    command: join(home, 'bin', 'kc.sh'),
    args: [
      'start',
      '--optimized',
      ...clusterArguments(node),
      ...proxyArguments(node ? '127.0.0.1' : proxyAddress),
      '--http-enabled=true',
      '--http-host=127.0.0.1',
      `--http-port=${port}`,
      `--http-management-port=${managementPort}`,
      `--hostname=${node?.publicUrl ?? url}`,
      // one line for each time it is asked while it starts
      '--log-level=info,io.smallrye.health:error',
    ],
    env: {
      ...keycloakEnvironment(),
      KC_DB_URL: `jdbc:postgresql://127.0.0.1:${database.port}/${database.name}`,
      KC_DB_USERNAME: database.user,
      KC_DB_PASSWORD: database.password,
      KC_BOOTSTRAP_ADMIN_USERNAME: admin.username,
      KC_BOOTSTRAP_ADMIN_PASSWORD: admin.password,
      ...themeSettings(options),
      ...outgoingCalls,
    },
    log,
    stage,
    stopSeconds: 20,
  });
  const managementUrl = `http://127.0.0.1:${managementPort}`;
  await household.waitFor(server, () => answers(`${managementUrl}/health/ready`), seconds, 250);
  return { url, managementUrl, process: server };
}
