import type { RealmInput } from '../../realm-config/types.ts';
import type { Admin } from '../keycloak/admin-client.ts';
import { applyRealm, formatChanges } from '../keycloak/realm-apply.ts';
import { checkRealm } from '../keycloak/realm-check.ts';
import type { Config } from '../platform/config.ts';
import { withDb } from '../platform/db.ts';
import { hasSecrets } from '../platform/key-files.ts';
import { keyUses } from '../platform/key-use.read-model.ts';
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

/** Numbers of the secrets that rows refer to; none where the database is not there yet, because keys may be made before it. */
async function neededSecrets({ DATABASE_URL }: Config): Promise<number[]> {
  const uses = await withDb(DATABASE_URL, keyUses).catch(() => []);
  return [...new Set(uses.map(({ keyId }) => keyId))].sort((a, b) => a - b);
}

/** A lost key folder must be noticed, not filled: under the number of the old key a new one would hide that the old one is missing. */
export const keysInit: Command = {
  usage: 'keys init [--new]',
  summary:
    'make the signing and secret keys in KEYS_DIR, if there are none; --new: although rows need lost ones',
  async run(args, { config, print }) {
    const anew = args[0] === '--new';
    if (args.length > (anew ? 1 : 0)) throw new UsageError('keys init takes only --new');
    const lost = hasSecrets(config.KEYS_DIR) ? [] : await neededSecrets(config);
    if (lost.length > 0 && !anew)
      throw new UsageError(
        `KEYS_DIR holds no keys, but rows of the database need secret ${lost.join(', ')}: put the key folder back from its backup. ` +
          'If it is lost for good: einlass keys init --new; open links, first passwords and stored facts are void then',
      );
    await initKeys(config.KEYS_DIR, (lost.at(-1) ?? 0) + 1);
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
  summary: 'migrate, keys init and realm apply, one after the other',
  async run(_args, context) {
    for (const step of [migrateCommand, keysInit, realmApply]) await step.run([], context);
  },
};
