import type { GeneratedAlways } from 'kysely';

/**
 * One row a living person, narrow enough to be counted whole; written by the triggers of migrations 022 and 023 only.
 * Keys are folded (fold.rules.ts) and compared byte by byte.
 */
export type ListedMemberTable = {
  member_id: string;
  name_key: string;
  contact_key: string;
  /** Name of the first area by the alphabet; empty for none. */
  area_key: string;
  /** Rank on the role ladder from 1; 0 without a grant. */
  highest: number;
  /** Place of the state among `listedStates`, from 1. */
  state_rank: number;
  origin: string;
  locale: string;
  has_email: boolean;
  trouble: boolean;
  /** The newest invitation could not be delivered. */
  mail_failed: boolean;
  deviating: boolean;
  /** Areas where the person holds the role of this rank, bit `area.number % 63` each (grant-code.rules.ts). */
  at_1: number;
  at_2: number;
  at_3: number;
  at_4: number;
  at_any: GeneratedAlways<number>;
  /** Running grants, `area.number * 8 + rank` each. */
  codes: number[];
  /** When the first of them ends. */
  codes_until: Date;
  import_id: string | null;
  search: string;
};

declare module '../platform/db.ts' {
  interface Database {
    listed_member: ListedMemberTable;
  }
}
