import { compose } from '../compose.ts';
import { reconcile } from '../members/reconcile.service.ts';
import { openServices } from '../services.ts';
import { type Command, UsageError } from './command.ts';

export const reconcileCommand: Command = {
  usage: 'reconcile [--json]',
  summary:
    'compare everybody with Keycloak, repair what admission owns, report what differs (needs serve running)',
  async run(args, { config, log, print }) {
    const json = args[0] === '--json';
    if (args.length > (json ? 1 : 0)) throw new UsageError('reconcile takes only --json');
    const services = await openServices(config, log);
    try {
      const { db, directory, clock } = services;
      const figures = await reconcile({ db, directory, clock, log, ...compose(services).waysIn });
      if (json) return print(JSON.stringify(figures));
      const { members, accounts, unknownAccounts, missingAccounts, differing, writes, halted } = figures;
      print(`${members} people and ${accounts} accounts compared`);
      print(`${differing} looked at closely, ${writes} writes`);
      print(`${unknownAccounts} accounts that Einlass does not know, ${missingAccounts} accounts missing`);
      if (halted)
        print('So many accounts are missing that nothing was changed: is KEYCLOAK_REALM the right one?');
    } finally {
      await services.close();
    }
  },
};
