import { parseArgs } from 'node:util';
import { sealedBefore } from '../imports/figures.read-model.ts';
import { systemClock } from '../platform/clock.ts';
import { withDb } from '../platform/db.ts';
import { readSecrets, removeSecret } from '../platform/key-files.ts';
import { type ListedKey, listedKeys, whyKept } from '../platform/key-list.rules.ts';
import { keyUses } from '../platform/key-use.read-model.ts';
import { rotateKeys } from '../platform/key-rotation.ts';
import { publishSeconds, shortestPublishSeconds } from '../platform/keys.rules.ts';
import type { Config } from '../platform/config.ts';
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

type Told = ListedKey & { kept: string | undefined };

/** The secret keys of the folder, newest first, each with why it must stay; asks the database, so that nothing is taken for unused. */
function toldKeys({ KEYS_DIR, DATABASE_URL }: Config, now: Date): Promise<Told[]> {
  return withDb(DATABASE_URL, async (db) => {
    const keys = listedKeys(readSecrets(KEYS_DIR), await keyUses(db), now);
    const told: Told[] = [];
    for (const [at, key] of keys.entries()) {
      const newer = keys[at - 1];
      const sealed = newer ? await sealedBefore(db, newer.from) : 0;
      const kept =
        whyKept(key, newer, now) ?? (sealed > 0 ? `needed by ${sealed} uploaded files` : undefined);
      told.push({ ...key, kept });
    }
    return told;
  });
}

const since = (from: Date): string =>
  from.getTime() > 0 ? `since ${from.toISOString()}` : 'since the beginning';

export const keysList: Command = {
  usage: 'keys list',
  summary: 'show the secret keys, which one is in use, and whether an old one may go',
  async run(_args, { config, print }) {
    for (const { number, from, kept } of await toldKeys(config, systemClock()))
      print(`secret ${number}  ${since(from)}  ${kept ?? `may go: einlass keys retire ${number}`}`);
  },
};

export const keysRetire: Command = {
  usage: 'keys retire <number>',
  summary: 'take away an old secret key that nothing needs any more',
  async run([given, ...more], { config, print }) {
    const number = Number(given);
    if (!Number.isInteger(number) || number < 1 || more.length > 0)
      throw new UsageError('keys retire takes the number of a key ("keys list" shows them)');
    const key = (await toldKeys(config, systemClock())).find((one) => one.number === number);
    if (!key) throw new UsageError(`there is no secret ${number} in KEYS_DIR`);
    if (key.kept) throw new UsageError(`secret ${number} stays: ${key.kept}`);
    removeSecret(config.KEYS_DIR, number);
    print(`secret-${number}.key is gone; take it out of the backups of KEYS_DIR, too`);
  },
};
