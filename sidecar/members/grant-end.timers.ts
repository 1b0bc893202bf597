import { repeat } from '../platform/repeat.ts';
import type { Log } from '../platform/log.ts';
import { endGrants, type GrantEndDeps } from './grant-end.service.ts';
import { type GrantNoticeDeps, tellEnds } from './grant-notice.service.ts';

/** How late a grant may end at most, the time that Keycloak takes left out. */
const endSeconds = 15;

/** The worker's two clocks for grants with an end date; both take up at a start what became due while nobody was there. */
export function grantTimers(deps: GrantEndDeps & GrantNoticeDeps & { log: Log; sweepSeconds: number }): {
  stop(): Promise<void>;
} {
  const { log, sweepSeconds } = deps;
  const end = async (): Promise<void> => void (await endGrants(deps));
  const timers = [
    repeat(end, Math.min(endSeconds, sweepSeconds), (err) => log.warn({ err }, 'ending grants failed')),
    repeat(
      () => tellEnds(deps),
      sweepSeconds,
      (err) => log.warn({ err }, 'telling of ending grants failed'),
    ),
  ];
  return {
    async stop() {
      await Promise.all(timers.map((timer) => timer.stop()));
    },
  };
}
