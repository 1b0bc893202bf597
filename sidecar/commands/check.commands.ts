import { checkRealm } from '../keycloak/realm-check.ts';
import { adminFor } from './admin-for.ts';
import { type Command, UsageError } from './command.ts';
import { tokenFindingsAt } from './token-size.ts';
import { wantedRealm } from './wanted-realm.ts';

/** `check realm`: reads only; fails where a promise does not hold, so that monitoring can call it. */
export const checkRealmCommand: Command = {
  usage: 'check realm',
  summary: 'look for settings of the Keycloak realm that break what Einlass promises',
  async run(args, { config, print }) {
    if (args.length > 0) throw new UsageError('check realm takes nothing more');
    const admin = await adminFor(config, 'check realm');
    const input = await wantedRealm(config, print);
    const findings = [
      ...(await checkRealm(admin, input)),
      ...(await tokenFindingsAt(config.DATABASE_URL, print)),
    ];
    for (const { level, code, what, remedy } of findings) {
      print(`${level}  ${code}: ${what}`);
      print(`       → ${remedy}`);
    }
    const errors = findings.filter(({ level }) => level === 'error').length;
    print(`${errors} errors, ${findings.length - errors} warnings`);
    if (errors > 0) throw new UsageError(`the realm "${config.KEYCLOAK_REALM}" needs attention`);
  },
};
