import { retention } from '../app-retention.ts';
import { compose } from '../compose.ts';
import { retentionKeys } from '../retention/kinds.rules.ts';
import { lastNights } from '../retention/night.read-model.ts';
import { nightOf } from '../retention/night.rules.ts';
import { type Counts, countDue, countToTell, runNight } from '../retention/run.service.ts';
import { clockIsAhead } from '../retention/run.store.ts';
import type { Db } from '../platform/db.ts';
import { openServices } from '../services.ts';
import { type Command, UsageError } from './command.ts';

const lines = (counts: Counts): string[] =>
  retentionKeys.flatMap((key) => (counts[key] === undefined ? [] : [`${key}: ${counts[key]}`]));

const toldLines = (counts: Counts): string[] =>
  retentionKeys.flatMap((key) => (counts[key] ? [`${key}: ${counts[key]} to be warned first`] : []));

async function countsOf(db: Db, night: string): Promise<Counts> {
  return (await lastNights(db, 30)).find((one) => one.night === night)?.counts ?? {};
}

/** What this run forgot: the night may have forgotten something before it. */
function since(before: Counts, after: Counts): Counts {
  return Object.fromEntries(
    retentionKeys.flatMap((key) => {
      const count = after[key];
      return count === undefined ? [] : [[key, count - (before[key] ?? 0)]];
    }),
  );
}

export const retentionRun: Command = {
  usage: 'retention run [--dry-run]',
  summary:
    'forget now what is over, as the worker does each night; --dry-run: only say how much of each kind',
  async run(args, { config, log, print }) {
    const dry = args[0] === '--dry-run';
    if (args.length > (dry ? 1 : 0)) throw new UsageError('retention run takes only --dry-run');
    const services = await openServices(config, log);
    try {
      const deps = retention(services, compose(services));
      if (dry) {
        const at = services.clock();
        for (const line of lines(await countDue(deps, at))) print(line);
        for (const line of toldLines(await countToTell(deps, at))) print(line);
        return 0;
      }
      if (await clockIsAhead(services.db, services.clock)) {
        print(
          'The clock of this machine is more than an hour ahead of the database: set it, then try again.',
        );
        return 1;
      }
      const night = nightOf(services.clock(), deps.hour);
      const before = await countsOf(services.db, night);
      const failed = await runNight(deps, night, { again: true });
      if (!failed) {
        print('A worker is at it right now. Try again in a few minutes.');
        return 1;
      }
      for (const line of lines(since(before, await countsOf(services.db, night)))) print(line);
      if (failed.length > 0)
        print(
          `not finished: ${failed.join(', ')} (the log says why); run it again, or let the next night go on`,
        );
      return failed.length > 0 ? 1 : 0;
    } finally {
      await services.close();
    }
  },
};
