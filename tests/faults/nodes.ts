import { randomUUID } from 'node:crypto';
import type { OwnServers } from './_own-servers.mjs';
import { registrants } from './_registrants.ts';
import { type FaultRun, type Figure, randomFrom } from './_run.ts';
import { signingIn } from './_sign-ins.ts';
import { processesOf, type Target } from './_storm.ts';
import { type Act, storming } from './kills.ts';

export const name = 'nodes';

/** kill -9 of one node of Keycloak, the other goes on; the next strike only comes once both are there again. */
const oneNode = (own: OwnServers, random: () => number): Target => ({
  name: 'one Keycloak node of two',
  strike: () => own.killKeycloak(random() < 0.5 ? 0 : 1),
});

/** Runs with servers of one's own in the place of the tests'. */
export async function onOwnServers(
  keycloaks: number,
  work: (own: OwnServers) => Promise<Figure[]>,
): Promise<Figure[]> {
  const { openOwnServers } = await import('./_own-servers.mjs');
  const shared = process.env['EINLASS_TEST_SERVERS'];
  const own = await openOwnServers({ keycloaks });
  process.env['EINLASS_TEST_SERVERS'] = own.file;
  try {
    return await work(own);
  } finally {
    await own.close();
    process.env['EINLASS_TEST_SERVERS'] = shared;
  }
}

/** Somebody signs in all the while that an act takes. */
export function besideSignIns(act: Act): Act {
  const seen: Figure[] = [];
  return {
    name: act.name,
    async act(storm) {
      const signIns = signingIn(storm.house);
      try {
        await act.act(storm);
      } finally {
        seen.push(...(await signIns.stop()));
      }
    },
    figures: async (storm) => [...(await act.figures(storm)), ...seen],
  };
}

/** Two web processes, two workers and two Keycloak nodes; one of each is killed again and again while 120 people are imported, invited, redeem, register and are changed. */
export const run: FaultRun = (scale, seed, log) =>
  onOwnServers(2, (own) => {
    const random = randomFrom(seed + 1);
    const people = Math.max(12, Math.round(120 * scale));
    const each = Math.max(3, Math.round(9 * scale));
    return storming({
      people,
      kills: [each, each, each, each],
      each: 2,
      targets: (house, own_) => [oneNode(own, random), ...processesOf(house, own_)],
      more: [besideSignIns(registrants(people, randomUUID().slice(0, 8)))],
      seed,
      log,
    });
  });
