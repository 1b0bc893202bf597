import type { ColumnType, Generated } from 'kysely';
import type { Facts } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { Locale } from '../platform/i18n.ts';

/** Only a pending request changes, once, into one of the others. */
export const requestStates = ['pending', 'approved', 'rejected', 'withdrawn', 'expired', 'merged'] as const;
export type RequestState = (typeof requestStates)[number];
/** `mismatch`: from a registration whose facts let nobody in. */
export type RequestOrigin = 'openRegistration' | 'mismatch';

/** What an area asks its applicants; the id stays when the words change. */
export type Question = { id: string; text: Readonly<Record<Locale, string>>; required: boolean };
/** With the question as it was read, because the area may ask something else by now. */
export type Answer = { question: string; answer: string };
/** What somebody gave with a registration that ends in a request. */
export type RequestForm = { origin: RequestOrigin; message: string; answers: readonly Answer[] };
/** A grant with its end; null is none. */
export type TimedGrant = HeldGrant & { endsAt: string | null };

export type AccessRequestTable = {
  id: Generated<string>;
  member_id: string;
  area_id: string;
  state: Generated<RequestState>;
  origin: RequestOrigin;
  message: string | null;
  answers: readonly Answer[] | null;
  /** What was typed at the registration it comes from; null again once it was decided. */
  facts: Facts | null;
  registration_id: string | null;
  created_at: ColumnType<Date, Date | undefined, never>;
  expires_at: Date;
  decided_at: Date | null;
  decided_by: string | null;
  /** What the applicant reads of a rejection. */
  reason: string | null;
  /** Not before may this person ask for this area again. */
  again_at: Date | null;
  granted: readonly TimedGrant[] | null;
  /** The criteria record that was used up with it. */
  record_id: string | null;
};

/** When a manager was last told what waits. */
export type RequestDigestTable = { member_id: string; told_at: Date };

/** What an area says and asks; areas without a row take the nearest one above that has one. */
export type RequestSettingTable = {
  area_id: string;
  intro_de: Generated<string>;
  intro_en: Generated<string>;
  questions: Generated<readonly Question[]>;
  expire_days: Generated<number>;
  again_days: Generated<number>;
  version: Generated<number>;
};
/** A reason that managers choose; those of the areas above are offered, too. */
export type RejectModuleTable = {
  id: Generated<string>;
  area_id: string;
  name: string;
  text_de: string;
  text_en: string;
  position: number;
  version: Generated<number>;
};

/** `open`: the existing person was asked by mail whether the applicant is the same person. */
export type MergeState = 'open' | 'done' | 'declined' | 'cancelled' | 'expired';
export type AccountMergeTable = {
  id: Generated<string>;
  request_id: string;
  applicant_id: string;
  existing_id: string;
  state: Generated<MergeState>;
  /** What the existing person gets by confirming. */
  grants: readonly TimedGrant[];
  key_id: number;
  lookup: Buffer;
  created_by: string | null;
  created_at: ColumnType<Date, Date | undefined, never>;
  expires_at: Date;
  ended_at: Date | null;
};

declare module '../platform/db.ts' {
  interface Database {
    access_request: AccessRequestTable;
    request_digest: RequestDigestTable;
    request_setting: RequestSettingTable;
    reject_module: RejectModuleTable;
    account_merge: AccountMergeTable;
  }
}
