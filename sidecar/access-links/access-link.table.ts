import type { ColumnType, Generated } from 'kysely';

/** `reserved` is only shown: an open link on which somebody has clicked lately. */
export const linkStates = ['open', 'redeeming', 'used', 'expired', 'revoked'] as const;
export type LinkState = (typeof linkStates)[number];

export type AccessLinkBatchTable = {
  id: Generated<string>;
  area_id: string;
  role: string;
  purpose: string;
  links: number;
  expires_at: Date;
  created_by: string | null;
  created_at: ColumnType<Date, Date | undefined, never>;
  /** Until then whoever made it may fetch the list once more in another form; afterwards nobody sees the secrets. */
  shown_until: Date | null;
  form_key: string | null;
};

/** The secret itself is nowhere: `key_id` and `generation` derive it, `lookup` finds the row by it (architecture.md 8). */
export type AccessLinkTable = {
  id: string;
  batch_id: string;
  number: number;
  area_id: string;
  role: string;
  state: Generated<LinkState>;
  key_id: number;
  generation: Generated<number>;
  lookup: Buffer;
  last_four: string;
  expires_at: Date;
  reserved_at: Date | null;
  /** Whom it was mailed to; all null for links that are handed over. */
  salutation: string | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  locale: string | null;
  /** The registration that holds it or used it. */
  registration_id: string | null;
  member_id: string | null;
  used_at: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
};

/** Look-up values of secrets that were replaced: they open nothing, but are known. */
export type AccessLinkFormerTable = { lookup: Buffer; link_id: string };

declare module '../platform/db.ts' {
  interface Database {
    access_link_batch: AccessLinkBatchTable;
    access_link: AccessLinkTable;
    access_link_former: AccessLinkFormerTable;
  }
}
