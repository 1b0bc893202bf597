import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor, AuditEvent } from '../audit/event.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { MemberWithGrants } from './member.ts';
import { findMember } from './member.store.ts';
import type { FirstPassword, Newcomers } from './newcomers.ts';
import { sees } from './person.rules.ts';
import { otherNetworkManagerStays, takeMember } from './person.store.ts';
import { isUuid } from '../platform/uuid.rules.ts';

export type PersonDeps = {
  db: Db;
  clock: Clock;
  /** Ends what a person who was never in could still come in by, in the same transaction: links and letters. Answers how many links. */
  endInvitations(trx: Trx, memberId: string, actor: AuditActor, now: Date): Promise<number>;
  newcomers?: Newcomers;
  /** Brought by whoever keeps first passwords. */
  firstPassword?: FirstPassword;
  /** Tells the worker that there is something to carry to Keycloak. */
  nudge(): Promise<void>;
};

/** The person, if this administrator may see them; else `not_found`, whether the id is foreign, deleted or never was. */
export async function requirePerson(db: Db, scope: AdminScope, id: string | undefined) {
  const person = isUuid(id) ? await findMember(db, id) : undefined;
  if (!person || !sees(scope, person)) throw new AppError('not_found');
  return person;
}

export function administrator({ actor }: AdminScope): AuditActor {
  return { kind: 'administrator', memberId: actor.memberId };
}

/** What one change does to the person whose row it holds; throws to refuse. */
export type PersonAct = (trx: Trx, person: MemberWithGrants, now: Date) => Promise<readonly AuditEvent[]>;

/** One change with its audit rows, inside the caller's transaction, at this version of the person only. */
export async function changeWithin(
  trx: Trx,
  clock: Clock,
  scope: AdminScope,
  { id, version }: { id: string; version: number },
  act: PersonAct,
): Promise<void> {
  const now = clock();
  const person = await takeMember(trx, id, version, now);
  if (!person) throw new AppError('conflict');
  if (!sees(scope, person)) throw new AppError('not_found');
  await record(trx, administrator(scope), await act(trx, person, now));
}

/**
 * One change of one person in one transaction with its audit rows, then to Keycloak. `act` sees the person as the taken row says,
 * decides by that and throws to refuse. Throws `conflict` where somebody else changed the person since `version`.
 */
export async function changePerson(
  deps: PersonDeps,
  scope: AdminScope,
  id: string | undefined,
  version: number,
  act: PersonAct,
): Promise<void> {
  const known = await requirePerson(deps.db, scope, id);
  await deps.db
    .transaction()
    .execute((trx) => changeWithin(trx, deps.clock, scope, { id: known.id, version }, act));
  await deps.nudge();
}

export function requireRight(allowed: boolean): void {
  if (!allowed) throw new AppError('forbidden');
}

/** Throws `conflict` where this person is the last one who can manage the network. */
export async function requireOtherNetworkManager(trx: Trx, person: MemberWithGrants): Promise<void> {
  if (!person.grants.some(({ role }) => role === 'network_manager')) return;
  if (await otherNetworkManagerStays(trx, person.id)) return;
  const fields = [{ field: 'grants', text: 'members.person.problem.lastNetworkManager' }];
  throw new AppError('conflict', { fields });
}
