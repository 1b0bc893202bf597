import type { Nudge } from '../platform/queue.ts';
import { postponeLate } from './batch.store.ts';
import { claimDue, dueNudges, releaseLapsed } from './claim.store.ts';
import { openLane, type LaneDeps } from './lane.ts';
import { firstRound, nextRound } from './lane.rules.ts';
import { prepareAll, type PrepareDeps } from './prepare.ts';

export const mailQueue = 'mail';

/** Calls of `handle` at once that keep a lane's connections busy while the next messages are fetched. */
export const mailHands = 3;

export type MailJobDeps = PrepareDeps & LaneDeps;
export type MailJob = {
  /** Sends the nudged row and what else is due, until nothing is; any number of calls send each message once. */
  handle: (nudge: Nudge) => Promise<void>;
  /** Releases what died with its process, puts off what a pace is late with; answers what the queue has to be told (again). */
  sweep: () => Promise<Nudge[]>;
  /** Ends the rounds of `handle` and waits for deliveries under way. */
  stop: () => Promise<void>;
};

/** Claim → load and render → send → confirm; no transaction is open while the server is talked to (architecture.md 3). */
export function mailJob(deps: MailJobDeps): MailJob {
  const { db, clock, urgent, leaseSeconds, log } = deps;
  let stopping = false;
  let again: Promise<void> = Promise.resolve();
  const lane = openLane(deps, () => {
    again = again
      .then(() => sendAll(null))
      .catch((err: unknown) => log.warn({ err }, 'mail: the sweep will go on'));
  });

  async function sendAll(row: string | null): Promise<void> {
    let limit = firstRound;
    for (let nudged = row; !stopping; nudged = null) {
      const began = performance.now();
      const wish = { row: nudged, urgent, limit, without: lane.held(), now: clock(), leaseSeconds };
      const claimed = await claimDue(db, wish);
      const prepared = await prepareAll(deps, claimed);
      await Promise.all(prepared.map(lane.deliver));
      if (claimed.length < limit) return;
      limit = nextRound(limit, (performance.now() - began) / 1000);
    }
  }

  return {
    handle: ({ row }) => sendAll(row),
    async sweep() {
      await releaseLapsed(db, clock());
      await postponeLate(db, clock());
      return dueNudges(db, { urgent, now: clock(), limit: mailHands });
    },
    async stop() {
      stopping = true;
      await lane.stop();
      await again;
    },
  };
}
