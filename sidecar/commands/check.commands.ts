import { connectAdmin } from '../keycloak/admin-client.ts';
import { checkRealm } from '../keycloak/realm-check.ts';
import { type Command, UsageError } from './command.ts';
import { tokenFindingsAt } from './token-size.ts';
import { wantedRealm } from './wanted-realm.ts';

/** `check realm`: reads only; fails where a promise does not hold, so that monitoring can call it. */
export const checkRealmCommand: Command = {
  usage: 'check realm',
  summary: 'look for settings of the Keycloak realm that break what Einlass promises',
  async run(args, { config, print }) {
    if (args.length > 0) throw new UsageError('check realm takes nothing more');
    const { KEYCLOAK_ADMIN_USERNAME: username, KEYCLOAK_ADMIN_PASSWORD: password } = config;
    if (!username || !password)
      throw new UsageError(
        'check realm needs KEYCLOAK_ADMIN_USERNAME and KEYCLOAK_ADMIN_PASSWORD (or …_FILE)',
      );
    const url = config.KEYCLOAK_INTERNAL_URL ?? config.KEYCLOAK_URL;
    const input = await wantedRealm(config, print);
    const findings = [
      ...(await checkRealm(await connectAdmin({ url, username, password }), input)),
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
