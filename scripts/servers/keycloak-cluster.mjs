import { signalProcess } from './process-identity.mjs';
import { startKeycloak } from './keycloak.mjs';
import { freePort, isFree } from './ports.mjs';
import { openRoundRobin } from './round-robin.mjs';

/** Beside its port a node listens on the one 50,000 above it, by which the others notice at once that it has died. */
const watchedAbove = 50_000;

async function clusterPort(from) {
  for (let port = from; port + watchedAbove <= 65_535; port += 1)
    if ((await isFree(port)) && (await isFree(port + watchedAbove))) return port;
  throw new Error(`no port for a Keycloak node from ${from} on`);
}

/**
 * Keycloak as more than one: nodes on one database, each of which may end and begin, behind a round-robin proxy without stickiness.
 * @param {import('./processes.mjs').Household} household
 * @param {Omit<Parameters<typeof startKeycloak>[1], 'port' | 'managementPort' | 'log' | 'node' | 'name'>} options of each
 * @param {{ logOf(name: string): string, nodes?: number, proxyPort?: number }} place
 */
export async function startKeycloakCluster(household, options, { logOf, nodes: size = 2, proxyPort }) {
  const places = [];
  for (let number = 1; number <= size; number += 1) {
    const [port, managementPort] = [await freePort(), await freePort()];
    const from = Math.max(7800, ...places.map((place) => place.clusterPort + 20));
    places.push({ name: `Keycloak ${number}`, port, managementPort, clusterPort: await clusterPort(from) });
  }
  const targets = places.map(({ port }) => `http://127.0.0.1:${port}`);
  const proxy = await openRoundRobin({ targets, port: proxyPort });
  const start = ({ name, port, managementPort, clusterPort: own }) =>
    startKeycloak(household, {
      ...options,
      name,
      port,
      managementPort,
      log: logOf(name.toLowerCase().replace(' ', '-')),
      node: { port: own, publicUrl: proxy.url },
    });
  const nodes = [];
  // one after the other: two that begin at the same moment may not see each other at first
  for (const place of places) nodes.push(await start(place));
  return {
    url: proxy.url,
    /** Answers of each node so far. */
    counts: proxy.counts,
    nodes,
    /** kill -9 of one node; it stays away until `begin`. @param {number} index */
    async kill(index) {
      const { process: member } = nodes[index];
      member.dismissed = true;
      signalProcess(member.pid, 'SIGKILL', true);
      await member.exited;
    },
    /** Ends one node as its operator does. @param {number} index */
    end: (index) => household.stop(nodes[index].process),
    /** Resolves once the node is ready. @param {number} index */
    async begin(index) {
      nodes[index] = await start(places[index]);
    },
    close: proxy.close,
  };
}
