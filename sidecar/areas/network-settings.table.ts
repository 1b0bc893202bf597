import type { Generated } from 'kysely';

/** One row; null where the default counts. */
export type NetworkSettingTable = {
  single: boolean;
  version: number;
  company_name: string | null;
  accent: string | null;
  start_url: string | null;
  sender_line: string | null;
  help_contact_de: string | null;
  help_contact_en: string | null;
  who_helps_de: string | null;
  who_helps_en: string | null;
  letter_days: number | null;
  logo: Buffer | null;
  logo_type: LogoType | null;
  /** Of mails, beside the address of MAIL_FROM. */
  sender_name: string | null;
  reply_to: string | null;
  /** Which rules of comparison stored facts are looked up by from now on; raised by every change of them. */
  criteria_version: Generated<number>;
  /** The key they are hashed with; null until the first one is stored. */
  criteria_key_id: number | null;
  /** How long before its end a grant is told of. */
  grant_notice_days: number | null;
  /** Whether used records keep their facts. */
  keep_criteria: boolean | null;
};
export type LogoType = 'image/png' | 'image/jpeg';

declare module '../platform/db.ts' {
  interface Database {
    network_setting: NetworkSettingTable;
  }
}
