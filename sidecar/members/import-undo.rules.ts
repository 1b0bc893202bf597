import { canActOnIdentity } from '../areas/policy.rules.ts';
import { isRole } from '../areas/role.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { FieldName, MemberRecord } from './import.ts';
import type { MemberWithGrants } from './member.ts';
import { type GrantStep, mayStep, rightsOn } from './person.rules.ts';

/** A grant as its row is, also one that has ended; dates as they are written. */
export type RawGrant = {
  areaId: string;
  role: string;
  origin: string;
  grantedBy: string | null;
  endsAt: string | null;
  termFrom?: string | null;
};
/** What an import row changed: the value that was there, and the one that the import left. */
export type Before = {
  created: boolean;
  fields: readonly { field: FieldName; from: string | null; to: string | null }[];
  grants: readonly { areaId: string; from: RawGrant | null; to: string; toEnd?: string | null }[];
};
/** Whether what was held before is given back: not once its end has come. */
export function comesBack(from: RawGrant | null, now: Date): from is RawGrant {
  return from !== null && (from.endsAt === null || new Date(from.endsAt) > now);
}

/** What taking one grant of a row back changes. */
export function stepBack({ areaId, from, to, toEnd = null }: Before['grants'][number], now: Date): GrantStep {
  const held = comesBack(from, now) ? from : null;
  const asDate = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    areaId,
    role: held && isRole(held.role) ? held.role : undefined,
    endsAt: held && asDate(held.endsAt),
    from: isRole(to) ? to : undefined,
    fromEnd: asDate(toEnd),
  };
}

export type UndoRow = { number: number; subjectId: string; record: MemberRecord; before: Before };
/** As it is read: an import from before undo existed kept nothing to go back to. */
export type StoredRow = Omit<UndoRow, 'before'> & { before: Before | null };
export const isUndoable = (row: StoredRow): row is UndoRow => row.before !== null;

/** What is known about a person at the moment of undoing, under lock. */
export type Found = {
  /** Undefined for somebody who is deleted. */
  member?: MemberWithGrants;
  grants: readonly RawGrant[];
  /** Was ever invited, or has signed in. */
  settled: boolean;
};
export type UndoReason =
  | 'gone'
  | 'settled'
  | 'changedSince'
  | 'emailInUse'
  | 'mayNotUndo'
  | 'ownGrants'
  | 'lastNetworkManager';
export type UndoPlan =
  | { act: 'delete' }
  | { act: 'restore' }
  | { act: 'nothing' }
  | { act: 'keep'; reason: UndoReason };

const keep = (reason: UndoReason): UndoPlan => ({ act: 'keep', reason });

function fieldsAsLeft(member: MemberWithGrants, { fields }: Before): boolean {
  return fields.every(({ field, to }) => (member[field] ?? null) === to);
}

function grantsAsLeft(held: readonly RawGrant[], { grants }: Before): boolean {
  return grants.every(({ areaId, to, toEnd = null }) =>
    held.some((grant) => grant.areaId === areaId && grant.role === to && grant.endsAt === toEnd),
  );
}

function planDelete(scope: AdminScope, row: UndoRow, found: Found): UndoPlan {
  const { member } = found;
  if (!member) return { act: 'nothing' };
  if (found.settled) return keep('settled');
  const asLeft =
    member.state === 'created' &&
    fieldsAsLeft(member, row.before) &&
    grantsAsLeft(found.grants, row.before) &&
    found.grants.length === row.before.grants.length;
  if (!asLeft) return keep('changedSince');
  return rightsOn(scope, member).existence ? { act: 'delete' } : keep('mayNotUndo');
}

function planRestore(scope: AdminScope, { before }: UndoRow, found: Found, now: Date): UndoPlan {
  const { member } = found;
  if (!member) return keep('gone');
  if (!fieldsAsLeft(member, before) || !grantsAsLeft(found.grants, before)) return keep('changedSince');
  // a link was sent to this address by now, or it signs in
  if (before.fields.some(({ field }) => field === 'email') && member.state !== 'created')
    return keep('emailInUse');
  if (before.fields.length > 0 && !canActOnIdentity(scope.tree, scope.actor, member.grants))
    return keep('mayNotUndo');
  if (before.grants.length > 0 && member.id === scope.actor.memberId) return keep('ownGrants');
  return before.grants.every((grant) => mayStep(scope, stepBack(grant, now)))
    ? { act: 'restore' }
    : keep('mayNotUndo');
}

/** What taking one row back would do: a person is put back whole, or kept whole with the reason. */
export function planUndo(scope: AdminScope, row: UndoRow, found: Found, now: Date): UndoPlan {
  return row.before.created ? planDelete(scope, row, found) : planRestore(scope, row, found, now);
}
