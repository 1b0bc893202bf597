import type { Db, Trx } from '../platform/db.ts';
import {
  type Logo,
  type NetworkSettings,
  type SettingsDefaults,
  type StoredSettings,
  withDefaults,
} from './network-settings.ts';
import './network-settings.table.ts';

const columns = [
  'company_name as companyName',
  'accent',
  'start_url as startUrl',
  'sender_line as senderLine',
  'help_contact_de as helpContactDe',
  'help_contact_en as helpContactEn',
  'who_helps_de as whoHelpsDe',
  'who_helps_en as whoHelpsEn',
  'letter_days as letterDays',
  'grant_notice_days as grantNoticeDays',
  'sender_name as senderName',
  'reply_to as replyTo',
  'keep_criteria as keepCriteria',
] as const;

export type SettingsVersion = { version: number; stored: StoredSettings; hasLogo: boolean };

/** What was typed, for its form. */
export async function readStoredSettings(db: Db): Promise<SettingsVersion> {
  const row = await db
    .selectFrom('network_setting')
    .select([...columns, 'version', 'logo_type'])
    .executeTakeFirstOrThrow();
  const { version, logo_type: logoType, ...stored } = row;
  return { version, stored, hasLogo: logoType !== null };
}

/** The settings that count, `defaults` filled in where nothing was typed; the logo is read by `readLogo`. */
export async function readNetworkSettings(db: Db, defaults: SettingsDefaults): Promise<NetworkSettings> {
  return withDefaults((await readStoredSettings(db)).stored, defaults);
}

export async function readLogo(db: Db): Promise<Logo | undefined> {
  const row = await db.selectFrom('network_setting').select(['logo', 'logo_type']).executeTakeFirst();
  return row?.logo && row.logo_type ? { bytes: row.logo, mediaType: row.logo_type } : undefined;
}

/** The same with the logo: all that letters and lists on paper show of the network. */
export async function readLetterLook(
  db: Db,
  defaults: SettingsDefaults,
): Promise<NetworkSettings & { logo?: Logo }> {
  const [settings, logo] = await Promise.all([readNetworkSettings(db, defaults), readLogo(db)]);
  return { ...settings, ...(logo ? { logo } : {}) };
}

/** Takes the row for a change of this version; undefined where somebody else changed it since. */
export async function takeSettings(trx: Trx, version: number): Promise<SettingsVersion | undefined> {
  const taken = await trx
    .updateTable('network_setting')
    .set({ version: version + 1 })
    .where('version', '=', version)
    .executeTakeFirst();
  return taken.numUpdatedRows === 1n ? readStoredSettings(trx) : undefined;
}

export async function saveSettings(trx: Trx, next: StoredSettings): Promise<void> {
  await trx
    .updateTable('network_setting')
    .set({
      company_name: next.companyName,
      accent: next.accent,
      start_url: next.startUrl,
      sender_line: next.senderLine,
      help_contact_de: next.helpContactDe,
      help_contact_en: next.helpContactEn,
      who_helps_de: next.whoHelpsDe,
      who_helps_en: next.whoHelpsEn,
      letter_days: next.letterDays,
      grant_notice_days: next.grantNoticeDays,
      sender_name: next.senderName,
      reply_to: next.replyTo,
      keep_criteria: next.keepCriteria,
    })
    .execute();
}

export async function saveLogo(trx: Trx, logo: Logo | undefined): Promise<void> {
  await trx
    .updateTable('network_setting')
    .set({ logo: logo?.bytes ?? null, logo_type: logo?.mediaType ?? null })
    .execute();
}
