import { parseArgs } from 'node:util';
import { checksOf } from '../check/checks.ts';
import { runChecks, withoutSecrets } from '../check/run.ts';
import { secretValues } from '../check/secret-values.rules.ts';
import { checkRealm } from '../keycloak/realm-check.ts';
import { systemClock } from '../platform/clock.ts';
import { isMailAddress } from '../platform/mail-address.rules.ts';
import { adminFor } from './admin-for.ts';
import { type Command, UsageError } from './command.ts';
import { countLevels, printFinding } from './findings.ts';
import { tokenFindingsAt } from './token-size.ts';
import { wantedRealm } from './wanted-realm.ts';

/** `check realm`: reads only; fails where a promise does not hold, so that monitoring can call it. */
export const checkRealmCommand: Command = {
  usage: 'check realm',
  summary: 'look for settings of the Keycloak realm that break what Einlass promises',
  async run(_args, { config, print }) {
    const admin = await adminFor(config, 'check realm');
    const input = await wantedRealm(config, print);
    const findings = [
      ...(await checkRealm(admin, input)),
      ...(await tokenFindingsAt(config.DATABASE_URL, print)),
    ];
    for (const finding of findings) printFinding(print, finding);
    const { errors, warnings } = countLevels(findings);
    print(`${errors} errors, ${warnings} warnings`);
    if (errors > 0) throw new UsageError(`the realm "${config.KEYCLOAK_REALM}" needs attention`);
  },
};

const limitSeconds = 20;
const usage = 'check [--json] [--send-to address] [--for serve|work]';

const processes = ['serve', 'work'] as const;

function wishOf(args: readonly string[]) {
  const options = {
    json: { type: 'boolean' },
    'send-to': { type: 'string' },
    for: { type: 'string' },
  } as const;
  try {
    const { json, 'send-to': sendTo, for: whom } = parseArgs({ args: [...args], options }).values;
    if (sendTo !== undefined && !isMailAddress(sendTo))
      throw new UsageError('--send-to takes an e-mail address');
    const process = processes.find((name) => name === whom);
    if (whom !== undefined && !process) throw new UsageError('--for takes serve or work');
    return { json: json === true, sendTo, whom: process };
  } catch (thrown) {
    throw thrown instanceof UsageError
      ? thrown
      : new UsageError(`${(thrown as Error).message}\nusage: ${usage}`);
  }
}

/** `check`: looks at everything at once; 0 where nothing is wrong, 1 where something is. Changes nothing, but for the mail that was asked for. */
export const checkCommand: Command = {
  usage,
  summary: 'look at every dependency, permission and setting, and say what to do',
  async run(args, { config, print }) {
    const { json, ...wish } = wishOf(args);
    const silent = (): void => {};
    const known = config.KEYCLOAK_ADMIN_USERNAME && config.KEYCLOAK_ADMIN_PASSWORD;
    const realm = {
      admin: () => adminFor(config, 'check'),
      wanted: () => wantedRealm(config, silent),
    };
    const checks = checksOf({ config, clock: systemClock, ...wish, realm: known ? realm : undefined });
    const report = withoutSecrets(await runChecks(checks, limitSeconds), secretValues(config));
    const counts = countLevels(report.flatMap(({ findings }) => findings));
    if (json) print(JSON.stringify({ ok: counts.errors === 0, ...counts, checks: report }));
    else {
      for (const { name, facts, findings } of report) {
        if (facts.length > 0)
          print(`${findings.length > 0 ? '      ' : 'ok    '} ${name}: ${facts.join('; ')}`);
        for (const finding of findings) printFinding(print, finding);
      }
      print(`${counts.errors} errors, ${counts.warnings} warnings`);
    }
    return counts.errors > 0 ? 1 : 0;
  },
};
