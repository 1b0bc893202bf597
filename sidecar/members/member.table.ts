import type { ColumnType, Generated } from 'kysely';

export const memberStates = [
  'created',
  'invited',
  'registered',
  'waiting',
  'active',
  'suspended',
  'deleted',
] as const;
export type MemberState = (typeof memberStates)[number];
export type SyncState = 'pending' | 'claimed' | 'done' | 'failed';
/**
 * What the next synchronisation does with the initial password: set or drop it. `setting` and `reopen`: it has begun to, and may
 * have been cut off (admission-password.service.ts).
 */
export type PasswordDue = 'set' | 'setting' | 'drop' | 'reopen';

export type MemberTable = {
  id: Generated<string>;
  salutation: string | null;
  first_name: string;
  last_name: string;
  email: string | null;
  username: string;
  employee_number: string | null;
  locale: string;
  state: Generated<MemberState>;
  origin: string;
  keycloak_user_id: string | null;
  /** How far Keycloak is behind this row: every change raises `sync_version` and sets `pending`. */
  sync_state: Generated<SyncState>;
  /** Pending or claimed; what is due is found by it. */
  sync_open: ColumnType<boolean, never, never>;
  sync_version: Generated<number>;
  sync_attempt: Generated<number>;
  sync_failures: Generated<number>;
  sync_lease_until: Date | null;
  sync_due_at: ColumnType<Date, Date | undefined, Date>;
  sync_error: string | null;
  created_by: string | null;
  /** The import that made this person. */
  import_id: string | null;
  created_at: ColumnType<Date, never, never>;
  activated_at: Date | null;
  /** Copied from Keycloak, which proves addresses; whoever registered proved theirs before. */
  email_verified: Generated<boolean>;
  /** The form by which this person was made by hand; a form that is sent twice makes one person. */
  form_key: string | null;
  /** While suspended: where reactivation leads back to. */
  state_before: MemberState | null;
  /** Reactivated: the next synchronisation opens the account; never otherwise, because Keycloak owns `enabled`. */
  enable_due: Generated<boolean>;
  deleted_at: Date | null;
  /** Somebody wants that nothing of this deleted person is kept. */
  erase_asked_at: Date | null;
  erase_asked_by: string | null;
  /** The address that deletion blanked, until then. */
  erase_address: string | null;
  /** Nothing is kept since then but that there was somebody. */
  erased_at: Date | null;
  /** A live initial password: the account is open although nobody has signed in yet. */
  password_access: Generated<boolean>;
  password_due: Generated<PasswordDue | null>;
  /** Raised by everything that becomes due, so that an older attempt does not end it. */
  password_version: Generated<number>;
  /** Never signed in, and told that the account goes (or would have been, with an address); null again with another way in. */
  unused_told_at: Generated<Date | null>;
};

export type GrantTable = {
  id: Generated<string>;
  member_id: string;
  area_id: string;
  role: string;
  origin: string;
  granted_by: string | null;
  granted_at: ColumnType<Date, never, never>;
  /** Ends by itself then; null is never. */
  ends_at: Date | null;
  /** Where the term began that ends then; null is since it was given. */
  term_from: Generated<Date | null>;
  /** When person and managers were told of this end; null again with another end. */
  end_told_at: Generated<Date | null>;
};
/** When a manager was last told which grants end soon. */
export type GrantDigestTable = { member_id: string; told_at: Date };

declare module '../platform/db.ts' {
  interface Database {
    member: MemberTable;
    grant: GrantTable;
    grant_digest: GrantDigestTable;
  }
}
