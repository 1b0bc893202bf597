import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { installation } from '../support/installation.ts';
import { decideAll, makeLinks, peopleWith } from '../support/link-people.ts';
import { servers } from '../support/servers.ts';
import { openPeers } from './_peers.ts';
import { atLeast, type Bench, median, told } from './_run.ts';

export const name = 'access-links';

const rounds = 5;
const group = '/areas/werk-nord/member';
const peersAtOnce = 8;

/**
 * People who have proven their addresses, each with a link of their own, from the moment the worker hears of them until every account
 * is ready: claim, person, grant, account at Keycloak, confirmation and audit. Beside it as many `POST /users` alone, eight at once.
 */
export const run: Bench = async (scale, _seed, log) => {
  const count = Math.max(50, Math.round(200 * scale));
  const house = await installation({ LOG_LEVEL: 'warn' });
  try {
    const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
    const root = await connectAdmin({ url, username, password });
    const peers = await openPeers(root, url, house.realm, group);
    const ours = async (): Promise<number> => {
      const ids = await peopleWith(house, await makeLinks(house, count));
      const { seconds, ends } = await decideAll(house, ids);
      if (ends['ready'] !== count) throw new Error(`not everybody got in: ${JSON.stringify(ends)}`);
      return count / seconds;
    };
    const bare = async (): Promise<number> => count / (await peers.postPool(count, peersAtOnce));
    // Keycloak's compiler is through with both ways before anything counts.
    await bare();
    await ours();
    const rates: Record<'ours' | 'bare', number[]> = { ours: [], bare: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const way of round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const)) {
        const rate = await (way === 'ours' ? ours : bare)();
        rates[way].push(rate);
        log(`round ${round + 1}, ${way}: ${rate.toPrecision(3)}/s`);
      }
    }
    const [links, posts] = [median(rates.ours), median(rates.bare)];
    return [
      told('links of a round', count),
      told('links redeemed until the account is ready, people/s', links),
      told(`POST /users, ${peersAtOnce} at once, people/s`, posts),
      atLeast('links ÷ POST /users', links / posts, 0.6),
    ];
  } finally {
    await house.close();
  }
};
