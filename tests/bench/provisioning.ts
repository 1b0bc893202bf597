import { setTimeout as sleep } from 'node:timers/promises';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { authorizeUrl } from '../support/authorize-url.ts';
import { servers } from '../support/servers.ts';
import { openPeers, type Peers } from './_peers.ts';
import { type ProvisioningHouse, provisioningHouse } from './_provisioning-house.ts';
import { atLeast, type Bench, type Measure, median, percentile, told } from './_run.ts';

export const name = 'provisioning';

const rounds = 3;
const group = '/areas/werk-nord/member';

type Log = (line: string) => void;
type Setting = { batch: number; parallel: number };

/** The best setting of the POST pool and of the partialImport loop; every figure is printed. */
async function sweep(peers: Peers, count: number, log: Log): Promise<{ pool: number; loop: Setting }> {
  let pool = { parallel: 2, rate: 0 };
  for (const parallel of [2, 4, 8, 16]) {
    const rate = count / (await peers.postPool(count, parallel));
    log(`POST /users, ${parallel} at once: ${Math.round(rate)}/s`);
    if (rate > pool.rate) pool = { parallel, rate };
  }
  let loop = { batch: 10, parallel: 2, rate: 0 };
  for (const batch of [10, 25, 50, 100]) {
    for (const parallel of [2, 4, 8, 16]) {
      const rate = count / (await peers.importLoop(count, batch, parallel));
      log(`partialImport, ${batch} people × ${parallel} at once: ${Math.round(rate)}/s`);
      if (rate > loop.rate) loop = { batch, parallel, rate };
    }
  }
  return { pool: pool.parallel, loop };
}

/** Milliseconds of Keycloak's sign-in page, asked for every 100 ms until `work` is done. */
async function signInPage(house: ProvisioningHouse, work: Promise<unknown>): Promise<number> {
  const { realm, keycloakUrl } = house.house;
  const issuer = `${keycloakUrl}/realms/${realm}`;
  const page = authorizeUrl(issuer, `${issuer}/account/`, { client_id: 'account-console' });
  let done = false;
  const ended = work.finally(() => {
    done = true;
  });
  const times: number[] = [];
  while (!done) {
    const start = performance.now();
    const answer = await fetch(page);
    await answer.arrayBuffer();
    if (answer.status !== 200) throw new Error(`the sign-in page answered ${answer.status}`);
    times.push(performance.now() - start);
    await sleep(100);
  }
  await ended;
  return percentile(times, 0.95);
}

/** Our own setting, by what a worker makes of it. */
async function sweepPlaces(house: ProvisioningHouse, count: number, log: Log): Promise<void> {
  for (const lane of ['careful', 'bulk'] as const) {
    for (const places of ['6', '12', '24']) {
      await house.worker(lane, { KEYCLOAK_PARALLEL: places });
      const { whole } = await house.importPeople(count);
      log(`${lane} lane, KEYCLOAK_PARALLEL=${places}: ${Math.round(count / whole)}/s`);
    }
  }
}

type Way = 'careful' | 'bulk' | 'plain' | 'pool' | 'loop';
const inOrder: readonly Way[] = ['careful', 'pool', 'bulk', 'loop', 'plain'];

/** People per second of every way, one figure a round; every second round goes backwards. */
async function measure(
  house: ProvisioningHouse,
  peers: Peers,
  count: number,
  best: { pool: number; loop: Setting },
  log: Log,
): Promise<Record<Way, number[]>> {
  const rates: Record<Way, number[]> = { careful: [], bulk: [], plain: [], pool: [], loop: [] };
  const few = Math.max(50, Math.round(count / 10));
  const lane = (which: 'careful' | 'bulk') => async () => {
    await house.worker(which);
    // a worker that has run for days is warm, as the peers are
    await house.importPeople(few);
    const { whole, stored } = await house.importPeople(count);
    log(`  of it storing the rows: ${stored.toFixed(1)} s of ${whole.toFixed(1)} s`);
    return count / whole;
  };
  const ways: Record<Way, () => Promise<number>> = {
    careful: lane('careful'),
    bulk: lane('bulk'),
    plain: async () => few / (await peers.plainLoop(few)),
    pool: async () => count / (await peers.postPool(count, best.pool)),
    loop: async () => count / (await peers.importLoop(count, best.loop.batch, best.loop.parallel)),
  };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of round % 2 === 0 ? inOrder : inOrder.toReversed()) {
      const rate = await ways[way]();
      rates[way].push(rate);
      log(`round ${round + 1}, ${way}: ${Math.round(rate)}/s`);
    }
  }
  return rates;
}

async function pagesMeanwhile(house: ProvisioningHouse, count: number): Promise<Measure[]> {
  const idle = await signInPage(house, sleep(5000));
  const measures = [told("Keycloak's sign-in page, idle, p95 ms", idle)];
  for (const lane of ['careful', 'bulk'] as const) {
    await house.worker(lane);
    const busy = await signInPage(house, house.importPeople(count));
    measures.push(told(`… while the ${lane} lane provisions, p95 ms`, busy));
  }
  return measures;
}

/**
 * Both lanes from the first stored row to the last account (groups, link, audit), by a real worker process, beside those who drive
 * Keycloak plainly: same realm, same machine, same warm servers. The plain loop is measured on a tenth of the people.
 */
export const run: Bench = async (scale, _seed, log) => {
  const count = Math.max(200, Math.round(10_000 * scale));
  const house = await provisioningHouse();
  try {
    const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
    const root = await connectAdmin({ url, username, password });
    const peers = await openPeers(root, url, house.house.realm, group);
    // Keycloak's compiler is through with both ways before anything counts.
    await peers.postPool(Math.min(count, 3000), 8);
    await peers.importLoop(Math.min(count, 3000), 25, 4);
    const best = await sweep(peers, Math.max(200, Math.round(count / 10)), log);
    await sweepPlaces(house, Math.max(200, Math.round(count / 5)), log);
    const rates = await measure(house, peers, count, best, log);
    const { careful, bulk, plain, pool, loop } = rates;
    const [carefulRate, bulkRate, plainRate, poolRate, loopRate] = [careful, bulk, plain, pool, loop].map(
      median,
    ) as [number, number, number, number, number];
    return [
      told('people of a round', count),
      told('careful lane, people/s', carefulRate),
      told('bulk lane, people/s', bulkRate),
      told('plain admin-client loop, people/s', plainRate),
      told(`pool of POST /users, ${best.pool} at once, people/s`, poolRate),
      told(`partialImport loop, ${best.loop.batch} × ${best.loop.parallel}, people/s`, loopRate),
      atLeast('careful lane ÷ POST pool', carefulRate / poolRate, 0.85),
      atLeast('bulk lane ÷ partialImport loop', bulkRate / loopRate, 0.75),
      atLeast('bulk lane ÷ POST pool', bulkRate / poolRate, 2.2),
      atLeast('bulk lane ÷ plain loop', bulkRate / plainRate, 10),
      ...(await pagesMeanwhile(house, count)),
    ];
  } finally {
    await house.close();
  }
};
