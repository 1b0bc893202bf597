import { retention } from '../app-retention.ts';
import { compose } from '../compose.ts';
import { retentionKeys } from '../retention/kinds.rules.ts';
import { lastNights } from '../retention/night.read-model.ts';
import { nightOf } from '../retention/night.rules.ts';
import { type Counts, countDue, runNight } from '../retention/run.service.ts';
import { clockIsAhead } from '../retention/run.store.ts';
import { openServices } from '../services.ts';
import { type Command, UsageError } from './command.ts';

const lines = (counts: Counts): string[] =>
  retentionKeys.flatMap((key) => (counts[key] === undefined ? [] : [`${key}: ${counts[key]}`]));

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
        for (const line of lines(await countDue(deps, services.clock()))) print(line);
        return 0;
      }
      if (await clockIsAhead(services.db, services.clock)) {
        print(
          'The clock of this machine is more than an hour ahead of the database: set it, then try again.',
        );
        return 1;
      }
      const night = nightOf(services.clock(), deps.hour);
      const failed = await runNight(deps, night, { again: true });
      if (!failed) {
        print('A worker is at it right now. Try again in a few minutes.');
        return 1;
      }
      const [told] = (await lastNights(services.db, 30)).filter((one) => one.night === night);
      for (const line of lines(told?.counts ?? {})) print(line);
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
