import { repeat } from '../platform/repeat.ts';
import { nightBegan, nightOf } from './night.rules.ts';
import { runNight, type RunDeps } from './run.service.ts';
import { clockIsAhead } from './run.store.ts';
import { readSetting } from './setting.store.ts';

const askSeconds = 60;

/** Whether the night has come in which something may be forgotten, and what it brought. */
export async function forgetTonight(deps: RunDeps & { hour: number }): Promise<void> {
  const { db, clock, log, hour } = deps;
  // who saved was told that the periods count from the next night: one that was slept through is not made up for with them
  if (nightBegan(clock(), hour) < (await readSetting(db)).startsAt) return;
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
