import { say } from './say.mjs';

/**
 * Resolves at the first signal to stop. A second one, at least a second later, kills everything at once:
 * one Ctrl-C may arrive several times, from the terminal and handed on by npm.
 * @param {import('./processes.mjs').Household} household @returns {Promise<undefined>}
 */
export function onStopSignal(household) {
  let first = 0;
  return new Promise((resolve) => {
    const stop = () => {
      if (first === 0) {
        first = Date.now();
        resolve(undefined);
      } else if (Date.now() - first > 1000) {
        say('Killing everything at once.');
        void household.killAll().finally(() => process.exit(130));
      }
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  });
}
