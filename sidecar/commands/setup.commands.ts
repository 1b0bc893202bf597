import { managingRoles } from '../areas/role.ts';
import { connectAdmin } from '../keycloak/admin-client.ts';
import { applyRealm, formatChanges } from '../keycloak/realm-apply.ts';
import { smtpServer } from '../mail/smtp-url.rules.ts';
import type { Config } from '../platform/config.ts';
import { initKeys } from '../platform/keys.ts';
import { migrate } from '../platform/migrate.ts';
import type { RealmInput } from '../../realm-config/types.ts';
import { bulkSecretOf } from './bulk-secret.ts';
import { type Command, UsageError } from './command.ts';
import { typedWhoHelps } from './who-helps.ts';

const senderFormat = /^\s*(.*?)\s*<([^<>\s]+)>\s*$/;

/** The realm as this installation wants it. */
export function realmInput(config: Config, bulkSecret?: string): RealmInput {
  const server = smtpServer(config.SMTP_URL);
  const [, name, address] = senderFormat.exec(config.MAIL_FROM) ?? ['', '', config.MAIL_FROM.trim()];
  const { DEMO_APP_URL: url, DEMO_APP_SECRET: secret } = config;
  return {
    realm: config.KEYCLOAK_REALM,
    publicUrl: config.PUBLIC_URL,
    displayName: config.COMPANY_NAME,
    secondFactorRoles: config.REQUIRE_SECOND_FACTOR ? managingRoles : [],
    smtp: {
      host: server.host,
      port: server.port,
      from: address ?? '',
      ...(name ? { fromDisplayName: name } : {}),
      ssl: server.secure,
      starttls: server.requireTLS,
      ...(server.auth ? { user: server.auth.user, password: server.auth.pass } : {}),
    },
    ...(url && secret ? { demoApp: { url, secret } } : {}),
    ...(bulkSecret ? { bulkSecret } : {}),
  };
}

/** `realm apply`: makes the realm equal to realm-config/, as the administrator named by KEYCLOAK_ADMIN_*. */
export const realmApply: Command = {
  usage: 'realm apply [--dry-run]',
  summary: 'bring the Keycloak realm to what realm-config/ says',
  async run(args, { config, print }) {
    const dryRun = args[0] === '--dry-run';
    if (args.length > (dryRun ? 1 : 0)) throw new UsageError('realm apply takes only --dry-run');
    const { KEYCLOAK_ADMIN_USERNAME: username, KEYCLOAK_ADMIN_PASSWORD: password } = config;
    if (!username || !password)
      throw new UsageError(
        'realm apply needs KEYCLOAK_ADMIN_USERNAME and KEYCLOAK_ADMIN_PASSWORD (or …_FILE)',
      );
    const url = config.KEYCLOAK_INTERNAL_URL ?? config.KEYCLOAK_URL;
    const whoHelps = await typedWhoHelps(config, print);
    const input = { ...realmInput(config, bulkSecretOf(config)), whoHelps };
    const changes = await applyRealm(await connectAdmin({ url, username, password }), input, { dryRun });
    if (changes.length > 0) print(formatChanges(changes));
    print(`${changes.length} changes${dryRun && changes.length > 0 ? ' to be made' : ''}`);
  },
};

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
