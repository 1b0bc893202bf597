import type { Facts } from '../areas/field.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import type { RecordState } from './criteria.table.ts';
import { fold, spellOut } from '../members/fold.rules.ts';

/** A record to be stored; facts as `readFact` gives them, at least one; at least one grant, one an area. */
export type NewRecord = {
  facts: Facts;
  grants: readonly HeldGrant[];
  endsAt: Date | null;
  origin: 'manual' | 'import';
  createdBy: string | null;
  importId?: string;
  /** Of the form it was typed in: the same form sent again stores nothing. */
  formKey?: string;
  /** The facts by which an import finds it again, also after its use. */
  keyFacts?: Facts;
};

/** What a record shall be from now on; `version` is the one that was seen. */
export type RecordChange = {
  id: string;
  version: number;
  facts: Facts;
  grants: readonly HeldGrant[];
  endsAt: Date | null;
  keyFacts?: Facts;
};

/** Facts that shall be stored for a new record, or for `id`. */
export type Candidate = { facts: Facts; id?: string };
/** A record that is open, being redeemed or used and has equal facts; or one of the same batch, where `state` is open. */
export type Collision = { recordId: string; state: RecordState };

/** `isNew` false: this form was sent before and has made this record. */
export type Inserted = { id: string; isNew: boolean } | { collision: Collision };
/** `overtaken`: gone, used meanwhile, or changed since that version. */
export type Changed = { id: string } | { collision: Collision } | 'overtaken';

/** What decides about an applicant, as it is stored now. */
export type MatchedRecord = {
  id: string;
  state: RecordState;
  /** Raised by every change of facts, grants or end date: whoever claims the record claims this version. */
  version: number;
  /** The fields it is stored by. */
  keys: readonly string[];
  grants: readonly HeldGrant[];
  endsAt: Date | null;
  origin: string;
  createdBy: string | null;
  /** Who holds or used it. */
  registrationId: string | null;
  memberId: string | null;
  usedAt: Date | null;
};

/**
 * `one`: open, or being redeemed by somebody (its state says which). `used`: let somebody in before. `ambiguous`: several equally
 * specific records, whatever their states. `none` with `closed`: the record that decides is locked or has ended.
 */
export type Match =
  | { kind: 'one'; record: MatchedRecord }
  | { kind: 'used'; record: MatchedRecord }
  | { kind: 'ambiguous'; recordIds: readonly string[] }
  | { kind: 'none'; closed?: MatchedRecord };

/** Somebody's record that facts come near: equal but for one field, or with one field more. */
export type NearHit = { recordId: string; areaIds: readonly string[] };

/** What the list searches in: every fact, folded as a typed word is (`spellings`). */
export function searchText(facts: Facts): string {
  const words = Object.values(facts).flatMap((fact) => [fold(fact), spellOut(fact)]);
  return [...new Set(words)].join('\n');
}
