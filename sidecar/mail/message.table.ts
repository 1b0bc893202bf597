import type { ColumnType, Generated } from 'kysely';

export const messageStates = ['queued', 'sending', 'sent', 'failed', 'bounced', 'cancelled'] as const;
export type MessageState = (typeof messageStates)[number];

/** The outbox; bodies are rendered at sending and never stored. */
export type MessageTable = {
  id: Generated<string>;
  kind: string;
  member_id: string | null;
  /** What caused the message, by the id of its row: an invitation, for example. */
  subject_id: string | null;
  locale: string;
  to_address: string;
  state: Generated<MessageState>;
  /** Raised by every claim: who holds an older number may no longer change the row. */
  attempt: Generated<number>;
  due_at: ColumnType<Date, Date | undefined, Date>;
  lease_until: Date | null;
  /** Message-ID, fixed at creation, so that a mail sent twice is recognised as one. */
  header_id: string;
  /** The mail server's last words, at most 200 characters. */
  response: string | null;
  created_at: ColumnType<Date, never, never>;
  first_tried_at: Date | null;
  /** Set also while the mail is on its way, so that it is not tried again. */
  cancelled_at: Date | null;
  sent_at: Date | null;
  /** Never behind a campaign: it has a queue and connections of its own (architecture.md 13). */
  urgent: Generated<boolean>;
  /** Of the address, in small letters; computed by the database. */
  domain: ColumnType<string, never, never>;
  batch_id: string | null;
  last_tried_at: Date | null;
  /** A server on the way told that it takes longer. */
  delayed_at: Date | null;
  bounced_at: Date | null;
  /** SHA-256 of the last report that changed the row. */
  report_digest: Buffer | null;
};

/** Messages that are held, released and taken back together: those of a campaign. */
export type MessageBatchTable = {
  id: string;
  /** While it is not, none of its messages is due. */
  open: Generated<boolean>;
  per_minute: number | null;
  created_at: ColumnType<Date, never, never>;
  /** Taken back: closed for good. */
  cancelled_at: Date | null;
};

/** What a company wrote, version by version; subject and body are null where it went back to what is inherited. */
export type MessageTextTable = {
  area_id: string;
  kind: string;
  locale: string;
  version: number;
  subject: string | null;
  body: string | null;
  created_by: string | null;
  created_at: ColumnType<Date, never, never>;
};

declare module '../platform/db.ts' {
  interface Database {
    message: MessageTable;
    message_batch: MessageBatchTable;
    message_text: MessageTextTable;
  }
}
