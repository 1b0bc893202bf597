import { repeat } from '../platform/repeat.ts';
import { nightOf } from './night.rules.ts';
import { runNight, type RunDeps } from './run.service.ts';
import { clockIsAhead } from './run.store.ts';
import { readSetting } from './setting.store.ts';

const askSeconds = 60;

/** Whether the night has come in which something may be forgotten, and what it brought. */
export async function forgetTonight(deps: RunDeps & { hour: number }): Promise<void> {
  const { db, clock, log, hour } = deps;
  if ((await readSetting(db)).startsAt > clock()) return;
  if (await clockIsAhead(db, clock))
    return log.warn({}, 'nothing is forgotten: this clock is more than an hour ahead of the database');
  const night = nightOf(clock(), hour);
  const failed = await runNight(deps, night);
  if (failed) log.info({ night, failed }, 'forgot what is over');
}

/** The worker's clock for the nights; takes up what was cut off or slept through. */
export function retentionTimer(deps: Omit<RunDeps, 'stopping'> & { hour: number }): {
  stop(): Promise<void>;
} {
  let stopping = false;
  const timer = repeat(
    () => forgetTonight({ ...deps, stopping: () => stopping }),
    askSeconds,
    (err) => deps.log.warn({ code: (err as { code?: unknown }).code }, 'retention failed'),
  );
  return {
    async stop() {
      stopping = true;
      await timer.stop();
    },
  };
}
