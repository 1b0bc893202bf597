import type { Locale } from '../platform/i18n.ts';
import type { LogoType } from './network-settings.table.ts';

export type Logo = { bytes: Buffer; mediaType: LogoType };
export type InBoth = Readonly<Record<Locale, string>>;

/** How the network shows itself, and who helps in it; every value is there, defaults included. */
export type NetworkSettings = {
  companyName: string;
  /** `#rrggbb` in lower case. */
  accent: string;
  /** Where employees sign in, as it is printed and put into QR codes. */
  startUrl: string;
  /** Return address above the address on a letter, one line. */
  senderLine: string;
  helpContact: InBoth;
  /** For the help page: who helps people without e-mail; paragraphs. */
  whoHelps: InBoth;
  /** How long an initial password is valid. */
  letterDays: number;
  /** How many days before its end a grant is told of. */
  grantNoticeDays: number;
  /** From whom mails come, and where answers to them go; null: the name in MAIL_FROM, and whoever sends. */
  senderName: string | null;
  replyTo: string | null;
  /** Whether a record that was used keeps its facts; they are dropped otherwise. */
  keepCriteria: boolean;
};

/** What an installation says where its network manager has said nothing. */
export type SettingsDefaults = Omit<
  NetworkSettings,
  'senderLine' | 'senderName' | 'replyTo' | 'keepCriteria'
>;

/** Everything that may be typed, by the name of its field; an empty text is the default's place. */
export const settingNames = [
  'companyName',
  'accent',
  'startUrl',
  'senderLine',
  'helpContactDe',
  'helpContactEn',
  'whoHelpsDe',
  'whoHelpsEn',
  'letterDays',
  'grantNoticeDays',
  'senderName',
  'replyTo',
  'keepCriteria',
] as const;
export type SettingName = (typeof settingNames)[number];
/** As it is stored: null where the default counts. */
type Stored<Name> = Name extends 'letterDays' | 'grantNoticeDays'
  ? number
  : Name extends 'keepCriteria'
    ? boolean
    : string;
export type StoredSettings = { [Name in SettingName]: Stored<Name> | null };

/** The settings that count. */
export function withDefaults(stored: StoredSettings, defaults: SettingsDefaults): NetworkSettings {
  const companyName = stored.companyName ?? defaults.companyName;
  return {
    companyName,
    accent: stored.accent ?? defaults.accent,
    startUrl: stored.startUrl ?? defaults.startUrl,
    senderLine: stored.senderLine ?? companyName,
    helpContact: {
      de: stored.helpContactDe ?? defaults.helpContact.de,
      en: stored.helpContactEn ?? defaults.helpContact.en,
    },
    whoHelps: {
      de: stored.whoHelpsDe ?? defaults.whoHelps.de,
      en: stored.whoHelpsEn ?? defaults.whoHelps.en,
    },
    letterDays: stored.letterDays ?? defaults.letterDays,
    grantNoticeDays: stored.grantNoticeDays ?? defaults.grantNoticeDays,
    senderName: stored.senderName,
    replyTo: stored.replyTo,
    keepCriteria: stored.keepCriteria ?? false,
  };
}

/** Names of the fields in which two versions differ. */
export function changedSettings(before: StoredSettings, after: StoredSettings): SettingName[] {
  return settingNames.filter((name) => before[name] !== after[name]);
}
