import type { ColumnType, Generated } from 'kysely';
import type { HashedCredential } from '../keycloak/port.ts';

export const letterStates = ['created', 'printed', 'handed_out', 'redeemed', 'expired', 'withdrawn'] as const;
export type LetterState = (typeof letterStates)[number];
/** States in which the initial password still opens the account. */
export const openStates = ['created', 'printed', 'handed_out'] as const satisfies readonly LetterState[];
export type LetterKind = 'generated' | 'typed';

/** One row a person, used again when a new letter is issued; what was before is in the log. */
export type AccessLetterTable = {
  id: Generated<string>;
  member_id: string;
  /** With `key_id` and `format` what the password is derived from; raised by every new password (architecture.md 8). */
  generation: Generated<number>;
  key_id: number;
  format: string;
  kind: Generated<LetterKind>;
  /** Empty as soon as Keycloak has it. */
  typed_credential: ColumnType<HashedCredential | null, string | null, string | null>;
  state: Generated<LetterState>;
  import_id: string | null;
  created_by: string | null;
  created_at: Date;
  shown_by: string | null;
  shown_at: Date | null;
  printed_by: string | null;
  printed_at: Date | null;
  handed_out_by: string | null;
  handed_out_at: Date | null;
  redeemed_at: Date | null;
  /** Expired or withdrawn. */
  ended_at: Date | null;
  expires_at: Date;
};

/** What was printed together; `id` is the key of the form, so that a double click is one print. */
export type LetterPrintTable = { id: string; made_by: string; made_at: Date };
export type LetterPrintItemTable = { print_id: string; letter_id: string; generation: number };

/** The realm's password policy as it was read last, because nobody may ask Keycloak inside a transaction. */
export type RealmPolicyTable = { only_row: Generated<boolean>; password_policy: string; read_at: Date };

declare module '../platform/db.ts' {
  interface Database {
    access_letter: AccessLetterTable;
    letter_print: LetterPrintTable;
    letter_print_item: LetterPrintItemTable;
    realm_policy: RealmPolicyTable;
  }
}
