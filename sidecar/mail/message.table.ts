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
};

declare module '../platform/db.ts' {
  interface Database {
    message: MessageTable;
  }
}
