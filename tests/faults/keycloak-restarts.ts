import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { approvals } from './_approving.ts';
import { onOwnServers } from './_on-own-servers.ts';
import { registrants } from './_registrants.ts';
import type { FaultRun } from './_run.ts';
import type { Target } from './_storm.ts';
import { storming } from './kills.ts';

export const name = 'keycloak-restarts';

/** Long enough that what waited gets on, short enough that the next restart comes into the middle of it. */
const calmMs = 15_000;

const restart = (what: string, strike: () => Promise<void>): Target => ({
  name: what,
  async strike() {
    await strike();
    await sleep(calmMs);
  },
});

/**
 * The only Keycloak is ended again and again, by kill -9 and in order, and begins anew, while 60 people are imported, invited, redeem,
 * register by facts, are let into an area, sign in and are changed.
 */
export const run: FaultRun = (scale, seed, log) =>
  onOwnServers(1, (own) => {
    const people = Math.max(10, Math.round(60 * scale));
    const each = Math.max(2, Math.round(4 * scale));
    return storming({
      people,
      kills: [each, each, each, each],
      targets: () => [
        restart('Keycloak by kill -9', () => own.killKeycloak()),
        restart('Keycloak in order', () => own.restartKeycloak()),
      ],
      more: [registrants(people, randomUUID().slice(0, 8)), approvals(people)],
      signIns: true,
      seed,
      log,
    });
  });
