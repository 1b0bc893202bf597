import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { servers } from '../support/servers.ts';
import { openPeers } from './_peers.ts';
import { provisioningHouse } from './_provisioning-house.ts';
import { atLeast, type Bench, median, told } from './_run.ts';

export const name = 'passwords';

const rounds = 3;
const group = '/areas/werk-nord/member';
const peersAtOnce = 8;

type Way = 'careful' | 'bulk' | 'invited' | 'plain';
const inOrder: readonly Way[] = ['careful', 'plain', 'bulk', 'invited'];

const inOrderOf = ({ careful, bulk, invited, plain }: Record<Way, number[]>) =>
  [median(careful), median(bulk), median(invited), median(plain)] as const;

/**
 * People without e-mail through both lanes, from the first stored row to the last account that opens by its initial password, hashing
 * included; beside people with e-mail, who get none, and beside the same accounts with temporary passwords that Keycloak is given in clear. Of those only a fiftieth.
 */
export const run: Bench = async (scale, _seed, log) => {
  const count = Math.max(200, Math.round(10_000 * scale));
  const few = Math.max(40, Math.round(count / 50));
  const house = await provisioningHouse();
  try {
    const { keycloakUrl: url, keycloakAdminUsername: username, keycloakAdminPassword: password } = servers();
    const root = await connectAdmin({ url, username, password });
    const peers = await openPeers(root, url, house.house.realm, group);
    // Keycloak's compiler is through with all ways before anything counts.
    await peers.postPool(Math.min(count, 2000), peersAtOnce);
    await peers.importLoop(Math.min(count, 2000), 25, 4);
    await peers.plainPasswords(few, peersAtOnce);
    const lane = (which: 'careful' | 'bulk', withoutEmail: boolean) => async () => {
      await house.worker(which);
      await house.importPeople(Math.round(count / 10), { withoutEmail });
      const { whole, stored } = await house.importPeople(count, { withoutEmail });
      log(`  of it storing the rows: ${stored.toFixed(1)} s of ${whole.toFixed(1)} s`);
      return count / whole;
    };
    const ways: Record<Way, () => Promise<number>> = {
      careful: lane('careful', true),
      bulk: lane('bulk', true),
      invited: lane('bulk', false),
      plain: async () => few / (await peers.plainPasswords(few, peersAtOnce)),
    };
    const rates: Record<Way, number[]> = { careful: [], bulk: [], invited: [], plain: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const way of round % 2 === 0 ? inOrder : inOrder.toReversed()) {
        const rate = await ways[way]();
        rates[way].push(rate);
        log(`round ${round + 1}, ${way}: ${rate.toPrecision(3)}/s`);
      }
    }
    const [careful, bulk, invited, plain] = inOrderOf(rates);
    return [
      told('people of a round', count),
      told('careful lane with initial passwords, people/s', careful),
      told('bulk lane with initial passwords, people/s', bulk),
      told('bulk lane without passwords, people/s', invited),
      told(`temporary passwords in clear, ${peersAtOnce} at once, people/s`, plain),
      told('careful lane ÷ passwords in clear', careful / plain),
      atLeast('bulk lane ÷ passwords in clear', bulk / plain, 20),
    ];
  } finally {
    await house.close();
  }
};
