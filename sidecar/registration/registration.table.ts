import type { ColumnType, Generated } from 'kysely';
import type { Facts } from '../areas/field.ts';
import type { RequestForm } from '../access-requests/request.table.ts';
import type { LoginAttempt } from '../keycloak/relying-party.ts';

export const ways = ['criteria', 'link', 'open'] as const;
export type Way = (typeof ways)[number];
/**
 * `started` → `sent` (a code is on its way) → `proven` → `deciding` → `admitting` (stored, the account is being made) → `ready` → `done`;
 * ends: `refused`, `held` (waits for a manager or for time), `cancelled`, `expired`. States only move forward.
 */
export const registrationStates = [
  'started',
  'sent',
  'proven',
  'deciding',
  'admitting',
  'ready',
  'done',
  'refused',
  'held',
  'cancelled',
  'expired',
] as const;
export type RegistrationState = (typeof registrationStates)[number];
/** Why nobody was let in; what the person reads says less (screens.md "Employee"). */
export type Refusal = 'mismatch' | 'ambiguous' | 'used' | 'tooMany' | 'linkGone' | 'closed' | 'failed';

/** Keycloak's authorization request that waits for the end of the registration. */
export type PendingAnswer = {
  state?: string;
  nonce?: string;
  codeChallenge: string;
  redirectUri: string;
};
/**
 * Our own sign-in at Keycloak, bound to the row instead of to Redis: `check` asks who is there, `start` leads through the broker once
 * the account is there, `account` proves whose account it is.
 */
export type PendingLogin = { purpose: 'check' | 'start' | 'account'; attempt: LoginAttempt; answered?: true };
/** Somebody else who is signed in at Keycloak in this browser, `since` when (ISO). */
export type OtherSession = {
  sid: string | null;
  name: string;
  idToken: string;
  userId: string;
  since: string;
};

export type RegistrationTable = {
  id: Generated<string>;
  way: Way;
  state: Generated<RegistrationState>;
  area_id: string | null;
  access_link_id: string | null;
  /** Which of the link's secrets it began with. */
  access_link_generation: number | null;
  locale: string;
  /** SHA-256 of the browser's cookie; no other browser sees the row's pages. */
  browser: Buffer;
  /** SHA-256 of what binds the row to one attempt at Keycloak (the forwarded `flow`, or the tab of an app's own attempt). */
  attempt_mark: Buffer | null;
  /** We began the sign-in ourselves, so it ends at our callback; else at the app's. */
  own_start: boolean;
  answer: PendingAnswer | null;
  login: PendingLogin | null;
  other: OtherSession | null;
  /** Keyed hash of the address (IPv6 /64) it came from. */
  visitor: Buffer;
  /** What was typed; null again once it was decided. */
  values: Facts | null;
  /** It ends in an access request to its area with these words. */
  request: RequestForm | null;
  email: string | null;
  /** Signed in with an account of theirs: what is decided is added to it. */
  account_member_id: string | null;
  /** Whom the given address belongs to already: told by mail, never on the page. */
  known_member_id: string | null;
  /** Derive and find the link in that mail, by which the owner of the account goes on. */
  account_key_id: number | null;
  account_lookup: Buffer | null;
  code_key_id: number | null;
  code_generation: Generated<number>;
  code_due: Generated<boolean>;
  code_sent_at: Date | null;
  code_tries: Generated<number>;
  created_at: ColumnType<Date, Date, never>;
  expires_at: Date;
  decided_at: Date | null;
  outcome: Refusal | null;
  /** Where managers see that it waits; null unless it does. */
  held_area_ids: string[] | null;
  record_id: string | null;
  /** Whom it let in. */
  member_id: string | null;
  /** Keycloak has fetched its answer. */
  redeemed_at: Date | null;
  /** When the worker looks at it (again). */
  due_at: Date | null;
  lease_until: Date | null;
  /** Fences off a worker that was overtaken. */
  attempt: Generated<number>;
  /** Held, then let through by a manager or by time: the person has left the page and comes in by an invitation. */
  released_at: Date | null;
  link_removed_at: Date | null;
  link_removal_due_at: Date | null;
  link_removal_attempt: Generated<number>;
};

/** How often something was tried since the beginning of its window; `key` is a keyed hash. */
export type TryCountTable = { kind: string; key: Buffer; since: Date; tries: Generated<number> };

declare module '../platform/db.ts' {
  interface Database {
    registration: RegistrationTable;
    try_count: TryCountTable;
  }
}
