import type { AdminScope } from '../areas/scope.ts';
import { record as audit } from '../audit/audit.store.ts';
import type { AuditActor, AuditEvent } from '../audit/event.ts';
import type { Trx } from '../platform/db.ts';
import type { Problem } from './import.ts';
import {
  type Found,
  isUndoable,
  planUndo,
  stepBack,
  type StoredRow,
  type UndoPlan,
  type UndoReason,
  type UndoRow,
} from './import-undo.rules.ts';
import { type Newcomers, noNewcomers } from './newcomers.ts';
import { deleteMembers, lockForUndo, restoreMember } from './import-undo.store.ts';
import { stepEvent } from './person.rules.ts';
import { otherNetworkManagerStays } from './person.store.ts';

export type UndoneRow = { number: number; outcome: 'undone' | 'kept'; problems: readonly Problem[] };
type Planned = { row: UndoRow; plan: UndoPlan };

const origin = 'importUndone';

function eventsOf(
  { row, plan }: Planned,
  importId: string,
  found: Found | undefined,
  now: Date,
): AuditEvent[] {
  const memberId = row.subjectId;
  if (plan.act === 'delete') {
    const grants = (found?.grants ?? []).map(
      ({ areaId, role }) => ({ act: 'grant.removed', memberId, areaId, role, origin }) as const,
    );
    return [...grants, { act: 'member.deleted', memberId, origin, importId }];
  }
  const fields = row.before.fields.map(({ field }) => field);
  const person: AuditEvent[] =
    fields.length > 0 ? [{ act: 'member.changed', memberId, fields, importId }] : [];
  const grants = row.before.grants.map((grant) => stepEvent(memberId, stepBack(grant, now), origin));
  return [...person, ...grants];
}

const kept = (number: number, reason: UndoReason | 'keyTaken' | 'tooOld'): UndoneRow => ({
  number,
  outcome: 'kept',
  problems: [{ text: `members.import.undo.${reason}` }],
});

/** Puts one person back; the reason where that is not possible. */
async function restore(
  trx: Trx,
  row: UndoRow,
  now: Date,
): Promise<'lastNetworkManager' | 'keyTaken' | undefined> {
  const demotes = row.before.grants.some(({ to }) => to === 'network_manager');
  if (demotes && !(await otherNetworkManagerStays(trx, row.subjectId))) return 'lastNetworkManager';
  return (await restoreMember(trx, row, now)) ? undefined : 'keyTaken';
}

/** Whose account goes needs no letter any more; who lost the address that the import gave needs one again. */
async function takeBackWaysIn(
  trx: Trx,
  newcomers: Newcomers,
  by: AuditActor,
  done: readonly Planned[],
  found: ReadonlyMap<string, Found>,
  now: Date,
): Promise<void> {
  const gone = done.filter(({ plan }) => plan.act === 'delete').map(({ row }) => row.subjectId);
  if (gone.length > 0) await newcomers.gone(trx, gone, by, now);
  const without = done
    .filter(({ plan, row }) => plan.act === 'restore' && row.before.fields.some(lostAddress))
    .filter(({ row }) => found.get(row.subjectId)?.member?.activatedAt === null)
    .map(({ row }) => ({ memberId: row.subjectId }));
  if (without.length > 0) await newcomers.withoutEmail(trx, without, by);
}

const lostAddress = ({ field, from }: UndoRow['before']['fields'][number]): boolean =>
  field === 'email' && from === null;

/**
 * Takes a batch of an import back: whom it created is deleted, whom it changed gets the former fields and grants. Decided by the
 * state of each person under lock, so that an invitation, a sign-in or an edit that came first wins, and one that comes later finds
 * the person gone.
 */
export async function undoRows(
  trx: Trx,
  scope: AdminScope,
  importId: string,
  stored: readonly StoredRow[],
  now: Date,
  newcomers: Newcomers = noNewcomers,
): Promise<UndoneRow[]> {
  const rows = stored.filter(isUndoable);
  const found = await lockForUndo(
    trx,
    rows.map(({ subjectId }) => subjectId),
  );
  const planned = rows.map((row) => {
    const person = found.get(row.subjectId);
    return { row, plan: planUndo(scope, row, person ?? { grants: [], settled: false }, now) };
  });
  const deleted = planned.filter(({ plan }) => plan.act === 'delete');
  await deleteMembers(
    trx,
    deleted.map(({ row }) => row.subjectId),
    now,
  );
  const results = stored.filter((row) => !isUndoable(row)).map(({ number }) => kept(number, 'tooOld'));
  const done: Planned[] = [...deleted];
  for (const each of planned) {
    const { row, plan } = each;
    const reason =
      plan.act === 'keep' ? plan.reason : plan.act === 'restore' ? await restore(trx, row, now) : undefined;
    if (reason) results.push(kept(row.number, reason));
    else results.push({ number: row.number, outcome: 'undone', problems: [] });
    if (!reason && plan.act === 'restore') done.push(each);
  }
  const actor = { kind: 'administrator', memberId: scope.actor.memberId } as const;
  await audit(
    trx,
    actor,
    done.flatMap((each) => eventsOf(each, importId, found.get(each.row.subjectId), now)),
  );
  await takeBackWaysIn(trx, newcomers, actor, done, found, now);
  return results;
}
