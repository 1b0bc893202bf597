import type { Facts } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { ComparedField } from '../members/likeness.rules.ts';
import type { MemberState } from '../members/member.table.ts';
import type { Locale, Translate } from '../platform/i18n.ts';
import type { MergeForm } from './merge.rules.ts';

/** Who looks, and in which language. */
export type Viewer = AdminScope & { t: Translate; locale: Locale };
/** Whose doubles are looked for; `facts` as they were typed at the registration, null where none were. */
export type AskedFor = { memberId: string; facts: Facts | null };

/** Why somebody may be the same person, the strongest first. */
export const likenesses = ['number', 'email', 'name'] as const;
export type Likeness = (typeof likenesses)[number];

/** An account that may belong to the applicant, as far as the viewer may see it. */
export type MemberCandidate = {
  memberId: string;
  name: string;
  username: string;
  state: MemberState;
  likenesses: readonly Likeness[];
  fields: readonly ComparedField[];
  /** Those in the viewer's areas. */
  grants: readonly HeldGrant[];
  /** There are more in other areas. */
  others: boolean;
  /** How the viewer may merge it with the applicant's account; null: not at all. */
  merge: MergeForm | null;
};

/** A criteria record that may mean the applicant, and that the viewer may act on; handed in by `criteria/candidates.service.ts`. */
export type RecordCandidate = {
  recordId: string;
  /** What `useRecord` is asked with. */
  version: number;
  title: string;
  /** Said by the texts `criteria.state.*`. */
  state: 'open' | 'redeeming' | 'used' | 'locked' | 'ended';
  /** Open and not ended: an approval may use it up. */
  usable: boolean;
  /** `equal`: this is whom the facts mean; `near`: but for one field; `name`. */
  likeness: 'equal' | 'near' | 'name';
  fields: readonly ComparedField[];
  grants: readonly HeldGrant[];
  endsAt: Date | null;
};

export type Candidates = { members: MemberCandidate[]; records: RecordCandidate[] };

/** Finds records, best first; brought by whoever keeps them. */
export type FindRecords = (
  viewer: Viewer,
  asked: { facts: Facts | null; firstName: string; lastName: string },
) => Promise<RecordCandidate[]>;
