import { inkOn } from '../areas/colour.rules.ts';
import { readTree } from '../areas/area.store.ts';
import { readStoredSettings } from '../areas/network-settings.store.ts';
import { managingRoles } from '../areas/role.ts';
import { smtpServer } from '../mail/smtp-url.rules.ts';
import type { Config } from '../platform/config.ts';
import { type Db, withDb } from '../platform/db.ts';
import type { RealmInput } from '../../realm-config/types.ts';
import { bulkSecretOf } from './bulk-secret.ts';

type Typed = Pick<RealmInput, 'displayName' | 'whoHelps' | 'mailLook'> & {
  sender: { fromDisplayName?: string; replyTo?: string };
};

/** The realm as this installation and the settings of its network want it; without its database in general words, which is printed. */
export async function wantedRealm(config: Config, print: (line: string) => void): Promise<RealmInput> {
  const installed = installedRealm(config);
  try {
    return await withDb(config.DATABASE_URL, async (db) => {
      const { sender, ...typed } = await typedSettings(db, config);
      for (const line of await unknownGates(db, config)) print(line);
      return { ...installed, ...typed, smtp: { ...installed.smtp, ...sender } };
    });
  } catch {
    print(
      "The network's settings cannot be read: Keycloak's pages and mails say who helps, and for whom, in general words",
    );
    return installed;
  }
}

/** A slug that is mistyped closes an app to everybody, so it is told. */
async function unknownGates(db: Db, { AREA_GATES: gates }: Config): Promise<string[]> {
  if (gates.length === 0) return [];
  const tree = await readTree(db);
  return gates
    .filter((slug) => !tree.bySlug(slug))
    .map(
      (slug) =>
        `AREA_GATES names "${slug}", which is no area: an app with this gate lets nobody in ("area list" shows the slugs)`,
    );
}

const senderFormat = /^\s*(.*?)\s*<([^<>\s]+)>\s*$/;

function installedRealm(config: Config) {
  const server = smtpServer(config.SMTP_URL, config.SMTP_CLEARTEXT_HOST);
  const [, name, address] = senderFormat.exec(config.MAIL_FROM) ?? ['', '', config.MAIL_FROM.trim()];
  const { DEMO_APP_URL: url, DEMO_APP_SECRET: secret } = config;
  const bulkSecret = bulkSecretOf(config);
  return {
    realm: config.KEYCLOAK_REALM,
    publicUrl: config.PUBLIC_URL,
    ...(config.INTERNAL_URL ? { calledAt: config.INTERNAL_URL } : {}),
    displayName: config.COMPANY_NAME,
    secondFactorRoles: config.REQUIRE_SECOND_FACTOR ? managingRoles : [],
    gates: config.AREA_GATES,
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

/** What an administrator typed; what is not typed is left to the installation's words. */
async function typedSettings(db: Db, { COMPANY_NAME, PUBLIC_URL }: Config): Promise<Typed> {
  const { stored, hasLogo } = await readStoredSettings(db);
  const company = stored.companyName ?? COMPANY_NAME;
  const { accent, senderName, replyTo } = stored;
  return {
    displayName: company,
    whoHelps: byLocale(stored.whoHelpsDe, stored.whoHelpsEn),
    mailLook: {
      company,
      ...(accent ? { accent, onAccent: inkOn(accent) } : {}),
      ...(hasLogo ? { logo: `${PUBLIC_URL.replace(/\/$/, '')}/brand/logo` } : {}),
      help: byLocale(stored.helpContactDe, stored.helpContactEn),
    },
    sender: { ...(senderName ? { fromDisplayName: senderName } : {}), ...(replyTo ? { replyTo } : {}) },
  };
}

const byLocale = (de: string | null, en: string | null): Readonly<Record<string, string>> => ({
  ...(de ? { de } : {}),
  ...(en ? { en } : {}),
});
