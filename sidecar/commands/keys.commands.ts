import { parseArgs } from 'node:util';
import { systemClock } from '../platform/clock.ts';
import { rotateKeys } from '../platform/key-rotation.ts';
import { publishSeconds, shortestPublishSeconds } from '../platform/keys.rules.ts';
import { type Command, UsageError } from './command.ts';

function secondsOf(given: string | undefined): number {
  const seconds = Number(given ?? publishSeconds);
  if (!Number.isInteger(seconds) || seconds < shortestPublishSeconds)
    throw new UsageError(
      `--after takes seconds, at least ${shortestPublishSeconds}: so long until every process and Keycloak know the new key`,
    );
  return seconds;
}

export const keysRotate: Command = {
  usage: 'keys rotate [--after seconds]',
  summary: 'publish new keys and use them a minute later; running processes notice by themselves',
  async run(args, { config, print }) {
    const { values } = parseArgs({ args: [...args], options: { after: { type: 'string' } } });
    const done = await rotateKeys(config.KEYS_DIR, systemClock(), secondsOf(values.after));
    if ('somebodyElse' in done) throw new UsageError('somebody else is rotating the keys this moment');
    if ('notBefore' in done)
      throw new UsageError(
        `the last rotation has not settled; try again after ${done.notBefore.toISOString()}`,
      );
    print(`New keys are published and in use from ${done.usedFrom.toISOString()}`);
    print('The previous signing key stays published; links sent before go on opening');
  },
};
