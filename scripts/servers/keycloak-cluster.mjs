import { startKeycloak } from './keycloak.mjs';
import { freePort, isFree } from './ports.mjs';
import { signalProcess } from './process-identity.mjs';
import { openRoundRobin } from './round-robin.mjs';

/** Beside its port a node listens on the one 50,000 above it, by which the others notice at once that it has died. */
const watchedAbove = 50_000;
const firstPort = 7800;
const portsApart = 20;

async function clusterPort(from) {
  for (let port = from; port + watchedAbove <= 65_535; port += 1)
    if ((await isFree(port)) && (await isFree(port + watchedAbove))) return port;
  throw new Error(`no port for a Keycloak node from ${from} on`);
}

/** Where each node listens; the first at the ports that were chosen for it. */
async function placesFor(size, { port, managementPort }) {
  const places = [{ port, managementPort }];
  if (size === 1) return [{ ...places[0], name: 'Keycloak' }];
  while (places.length < size) places.push({ port: await freePort(), managementPort: await freePort() });
  let next = firstPort;
  for (const [index, place] of places.entries()) {
    place.name = `Keycloak ${index + 1}`;
    place.own = await clusterPort(next);
    next = place.own + portsApart;
  }
  return places;
}

/**
 * Keycloak as nodes on one database, each of which may end and begin. More than one are a cluster behind a round-robin proxy without
 * stickiness, which has the public address.
 * @param {import('./processes.mjs').Household} household
 * @param {Omit<Parameters<typeof startKeycloak>[1], 'log' | 'node' | 'name'>} options of the first; the others get ports of their own
 * @param {{ logOf(name: string): string, nodes?: number }} how
 */
export async function startKeycloaks(household, options, { logOf, nodes: size = 1 }) {
  const places = await placesFor(size, options);
  const targets = places.map(({ port }) => `http://127.0.0.1:${port}`);
  const proxy = size > 1 ? await openRoundRobin({ targets }) : undefined;
  const start = ({ name, port, managementPort, own }) =>
    startKeycloak(household, {
      ...options,
      name,
      port,
      managementPort,
      log: logOf(name.toLowerCase().replace(' ', '-')),
      ...(proxy ? { node: { port: own, publicUrl: proxy.url } } : {}),
    });
  const nodes = [];
  // one after the other: two that begin at the same moment may not see each other at first
  for (const place of places) nodes.push(await start(place));
  return {
    url: proxy?.url ?? nodes[0].url,
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
    close: async () => proxy?.close(),
  };
}
