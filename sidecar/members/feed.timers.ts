import { repeat } from '../platform/repeat.ts';
import { type FeedDeps, pollFeed } from './feed.job.ts';
import { reconcile } from './reconcile.service.ts';
import { claimReconcile } from './reconcile.store.ts';

const askReconcileSeconds = 60;

/** The worker's two clocks beside Keycloak: the feed every few seconds, the full comparison every few hours. */
export function feedTimers(deps: FeedDeps & { reconcileHours: number }): { stop(): Promise<void> } {
  const { db, clock, log, feedSeconds, reconcileHours } = deps;
  const poll = async (): Promise<void> => void (await pollFeed(deps));
  const compare = async (): Promise<void> => {
    if (!(await claimReconcile(db, clock(), reconcileHours * 3600))) return;
    log.info({ ...(await reconcile(deps)) }, 'compared with Keycloak');
  };
  const timers = [
    repeat(poll, feedSeconds, (err) => log.warn({ err }, 'feed failed')),
    repeat(compare, askReconcileSeconds, (err) => log.warn({ err }, 'comparison with Keycloak failed')),
  ];
  return {
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()));
    },
  };
}
