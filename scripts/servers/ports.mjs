import { createServer } from 'node:net';
import { Complaint } from './complaint.mjs';

/** Every address that `npm start` opens: its variable, its usual port (0 = any free one) and what it is for. */
export const portTable = {
  keycloak: { variable: 'KEYCLOAK_PORT', usual: 8080, what: 'Keycloak' },
  management: { variable: 'KEYCLOAK_MANAGEMENT_PORT', usual: 9000, what: "Keycloak's management" },
  sidecar: { variable: 'SIDECAR_PORT', usual: 3000, what: 'the sidecar' },
  app: { variable: 'APP_PORT', usual: 3001, what: 'the sample app' },
  inbox: { variable: 'MAILBOX_PORT', usual: 8025, what: 'the mailbox page' },
  smtp: { variable: 'SMTP_PORT', usual: 1025, what: "the mailbox's SMTP" },
  postgres: { variable: 'POSTGRES_PORT', usual: 0, what: 'PostgreSQL' },
  redis: { variable: 'REDIS_PORT', usual: 0, what: 'Redis' },
};

/** @param {number} port @param {string} host @returns {Promise<number | undefined>} the port listened on, or undefined if taken */
function tryListening(port, host) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const code = /** @type {NodeJS.ErrnoException} */ (error).code;
      if (code === 'EADDRINUSE' || code === 'EACCES') resolve(undefined);
      else if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') resolve(port);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

/** A port that is free on this machine right now. @returns {Promise<number>} */
export async function freePort() {
  const port = await tryListening(0, '127.0.0.1');
  if (port === undefined) throw new Complaint('No free port could be found on 127.0.0.1.');
  return port;
}

/** Both addresses that "localhost" may mean: a stranger on ::1 would answer the browser in our place. @param {number} port */
export async function isFree(port) {
  for (const host of ['127.0.0.1', '::1']) if ((await tryListening(port, host)) === undefined) return false;
  return true;
}

function readPort({ variable, usual }, env) {
  const text = env[variable];
  if (text === undefined || text === '') return usual;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new Complaint(`${variable}=${text} is not a port: give a number from 1 to 65535 (0: any free one).`);
}

/**
 * The ports to use, each checked to be free; complains naming port and variable before anything is started.
 * @param {(keyof typeof portTable)[]} names which ones are needed @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Record<string, number>>}
 */
export async function choosePorts(names, env = process.env) {
  const ports = {};
  const takenBy = new Map();
  for (const name of names) {
    const entry = portTable[name];
    const port = readPort(entry, env);
    if (port === 0) continue;
    const other = takenBy.get(port);
    if (other)
      throw new Complaint(`${other} and ${entry.variable} both say port ${port}: give one of them another.`);
    takenBy.set(port, entry.variable);
    if (!(await isFree(port)))
      throw new Complaint(
        `Port ${port}, needed for ${entry.what}, is taken by another program (or may not be opened). End that one, or choose another port: ${entry.variable}=${port + 10_000 > 65_535 ? 20_000 : port + 10_000} npm start`,
      );
    ports[name] = port;
  }
  for (const name of names) {
    while (ports[name] === undefined) {
      const port = await freePort();
      if (!takenBy.has(port)) {
        takenBy.set(port, portTable[name].variable);
        ports[name] = port;
      }
    }
  }
  return ports;
}
