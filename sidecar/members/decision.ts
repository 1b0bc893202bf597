import type { Facts } from '../areas/field.ts';
import type { Trx } from '../platform/db.ts';
import type { GivenGrant } from './member.ts';

/** Who asks to be let in, with a proven address or, where `memberId` is set, signed in with that account. */
export type Applicant = {
  registrationId: string;
  facts: Facts;
  email: string | null;
  memberId: string | null;
  /** Keyed hash of the address (IPv6 /64) they came from. */
  visitor: Buffer;
  accessLinkId: string | null;
  /** Which of the link's secrets they came by. */
  accessLinkGeneration: number | null;
  /** Which area's registration it is; null is the network's. */
  areaId: string | null;
  /** What they registered for ends in an access request of this kind; null is none. */
  request: 'openRegistration' | 'mismatch' | null;
  /** A manager has let it through, or its time has come: budget and slowing are not asked again. */
  released: boolean;
};

/**
 * What becomes of an applicant (architecture.md 6). `admit`: the strategy has claimed its evidence for this registration in the same
 * transaction. `register`: an account without any grant. `hold`: waits for a manager, or until `until`; `refuse`: the reason is for the record, the person reads less.
 */
export type Decision =
  | { kind: 'admit'; grants: readonly GivenGrant[]; origin: string; recordId?: string; names?: Facts }
  | { kind: 'register'; origin: string; names?: Facts }
  | { kind: 'hold'; recordId: string | null; areaIds: readonly string[]; until: Date | null }
  | { kind: 'refuse'; reason: 'mismatch' | 'ambiguous' | 'used' | 'tooMany' | 'linkGone' | 'closed' };

/** One way of registering. Evidence is claimed by a guarded UPDATE, confirmed once the account is there, released where it cannot be. */
export type Strategy = {
  decide(trx: Trx, applicant: Applicant, now: Date): Promise<Decision>;
  /** The same for several at once, in order, with a statement for all of them. */
  decideAll?(trx: Trx, applicants: readonly Applicant[], now: Date): Promise<Decision[]>;
  /** The accounts of these registrations are complete; in the transaction that says so. */
  confirm(trx: Trx, registrations: readonly { id: string; memberId: string }[], now: Date): Promise<void>;
  /** They will never be: the evidence is free again. */
  release(trx: Trx, registrationIds: readonly string[], now: Date): Promise<void>;
};
