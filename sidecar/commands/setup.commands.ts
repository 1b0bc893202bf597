import type { RealmInput } from '../../realm-config/types.ts';
import type { Admin } from '../keycloak/admin-client.ts';
import { applyRealm, formatChanges } from '../keycloak/realm-apply.ts';
import { checkRealm } from '../keycloak/realm-check.ts';
import { initKeys } from '../platform/keys.ts';
import { migrate } from '../platform/migrate.ts';
import { adminFor } from './admin-for.ts';
import { type Command, UsageError } from './command.ts';
import { wantedRealm } from './wanted-realm.ts';

/** `realm apply`: makes the realm equal to realm-config/, as the administrator named by KEYCLOAK_ADMIN_*. */
export const realmApply: Command = {
  usage: 'realm apply [--dry-run]',
  summary: 'bring the Keycloak realm to what realm-config/ says',
  async run(args, { config, print }) {
    const dryRun = args[0] === '--dry-run';
    if (args.length > (dryRun ? 1 : 0)) throw new UsageError('realm apply takes only --dry-run');
    const admin = await adminFor(config, 'realm apply');
    const input = await wantedRealm(config, print);
    const changes = await applyRealm(admin, input, { dryRun });
    if (changes.length > 0) print(formatChanges(changes));
    for (const line of await openGates(admin, input)) print(line);
    print(`${changes.length} changes${dryRun && changes.length > 0 ? ' to be made' : ''}`);
  },
};

/** Apps that AREA_GATES leaves open to everybody although they were added with a gate, perhaps because it was forgotten this time. */
async function openGates(admin: Admin, input: RealmInput): Promise<string[]> {
  const findings = await checkRealm(admin, input);
  return findings
    .filter(({ code }) => code.startsWith('gate_'))
    .map(({ what, remedy }) => `CAUTION: ${what}: ${remedy}`);
}

export const keysInit: Command = {
  usage: 'keys init',
  summary: 'make the signing and secret keys in KEYS_DIR, if there are none',
  async run(_args, { config, print }) {
    await initKeys(config.KEYS_DIR);
    print('Keys are there');
  },
};

export const migrateCommand: Command = {
  usage: 'migrate',
  summary: 'bring the database schema up to date (DATABASE_MIGRATE_URL)',
  async run(_args, { config, print }) {
    const done = await migrate(config.DATABASE_MIGRATE_URL ?? config.DATABASE_URL, config.DATABASE_URL);
    for (const name of done) print(`migrated ${name}`);
    print(`${done.length} migrations`);
  },
};

/** Everything that must have been done before `serve` and `work` start; doing it again changes nothing. */
export const setup: Command = {
  usage: 'setup',
  summary: 'keys init, migrate and realm apply, one after the other',
  async run(args, context) {
    if (args.length > 0) throw new UsageError('setup takes nothing more');
    for (const step of [keysInit, migrateCommand, realmApply]) await step.run([], context);
  },
};
