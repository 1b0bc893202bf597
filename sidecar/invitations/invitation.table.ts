import type { ColumnType, Generated } from 'kysely';

export type InvitationState = 'open' | 'redeeming' | 'accepted' | 'expired' | 'revoked';
export type CampaignState = 'planned' | 'running' | 'paused' | 'done' | 'cancelled';

export type CampaignTable = {
  id: Generated<string>;
  state: CampaignState;
  created_by: string | null;
  created_at: ColumnType<Date, never, never>;
  invited: Generated<number>;
  starts_at: Generated<Date>;
  per_minute: number | null;
  /** Null: the days of the configuration. */
  valid_days: number | null;
  /** Both null: nobody is reminded. */
  reminder_after_days: number | null;
  reminder_limit: number | null;
  ended_at: Date | null;
  ended_by: string | null;
};

/** The secret itself is nowhere: `key_id` and `generation` derive it, `lookup` finds the row by it (architecture.md 8). */
export type InvitationTable = {
  id: string;
  member_id: string;
  campaign_id: string | null;
  state: Generated<InvitationState>;
  key_id: number;
  generation: Generated<number>;
  lookup: Buffer;
  expires_at: Date;
  /** Whoever holds the link while it is `redeeming`: hash of the browser's handle. */
  lease_id: string | null;
  lease_until: Date | null;
  created_by: string | null;
  created_at: ColumnType<Date, never, never>;
  accepted_at: Date | null;
  /** Redeemed for an account that is gone. */
  void_at: Generated<Date | null>;
  /** When and by whom it was revoked or replaced; by nobody where it expired. */
  ended_at: Date | null;
  ended_by: string | null;
  /** Last time that somebody asked for a new link or a password mail by this one. */
  requested_at: Date | null;
  /** Keycloak shall send a mail for a new password; the attempt fences off an older sender. */
  password_mail_due_at: Date | null;
  password_mail_attempt: Generated<number>;
  /** The account may be open although nothing was accepted: it has to be looked at again (closing.service.ts). */
  close_due_at: Date | null;
  /** While somebody closes the account, no link of this person may be redeemed. */
  close_lease_until: Date | null;
  /** Somebody looked at the link's page with a browser; says nothing about who. */
  opened_at: Date | null;
  reminders: Generated<number>;
  reminded_at: Date | null;
  /** Taken back before its mail left: to its person it never was. */
  unsent: Generated<boolean>;
};

declare module '../platform/db.ts' {
  interface Database {
    campaign: CampaignTable;
    invitation: InvitationTable;
  }
}
