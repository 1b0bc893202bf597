import { randomUUID } from 'node:crypto';
import { onOwnServers } from './_on-own-servers.ts';
import type { OwnServers } from './_own-servers.mjs';
import { registrants } from './_registrants.ts';
import { type FaultRun, randomFrom } from './_run.ts';
import { processesOf, type Target } from './_storm.ts';
import { storming } from './kills.ts';

export const name = 'nodes';

/** kill -9 of one node of Keycloak, the other goes on; the next strike only comes once both are there again. */
const oneNode = (own: OwnServers, random: () => number): Target => ({
  name: 'one Keycloak node of two',
  strike: () => own.killKeycloak(random() < 0.5 ? 0 : 1),
});

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
      targets: (house, chance) => [oneNode(own, random), ...processesOf(house, chance)],
      more: [registrants(people, randomUUID().slice(0, 8))],
      signIns: true,
      seed,
      log,
    });
  });
