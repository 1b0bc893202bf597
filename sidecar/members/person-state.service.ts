import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor, AuditEvent } from '../audit/event.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { askErasure } from './erase.store.ts';
import type { MemberWithGrants } from './member.ts';
import type { MemberState } from './member.table.ts';
import {
  administrator,
  changePerson,
  type PersonAct,
  type PersonDeps,
  requireOtherNetworkManager,
  requirePerson,
  requireRight,
} from './person-change.service.ts';
import { rightsOn } from './person.rules.ts';
import { deletedBy, retrySync, setDeleted, setReactivated, setSuspended } from './person.store.ts';

const origin = 'manual';
type Target = { id: string | undefined; version: number };

/** True where the person already is as wished: the button was pressed twice. */
async function alreadySo(
  deps: PersonDeps,
  scope: AdminScope,
  { id }: Target,
  so: (state: MemberState) => boolean,
) {
  const person = await requirePerson(deps.db, scope, id);
  return rightsOn(scope, person).existence && so(person.state);
}

type EndsInvitations = Pick<PersonDeps, 'endInvitations'>;

export function suspending(deps: EndsInvitations, scope: AdminScope): PersonAct {
  return async (trx, person, now) => {
    requireRight(rightsOn(scope, person).existence);
    await requireOtherNetworkManager(trx, person);
    await deps.endInvitations(trx, person.id, administrator(scope), now);
    await setSuspended(trx, person.id);
    return [{ act: 'member.suspended', memberId: person.id, origin }];
  };
}

export function reactivating(scope: AdminScope): PersonAct {
  return async (trx, person) => {
    requireRight(rightsOn(scope, person).existence);
    await setReactivated(trx, person.id);
    return [{ act: 'member.reactivated', memberId: person.id, origin }];
  };
}

/**
 * What a deletion does to somebody whose row was taken: every way in and every grant goes. Whether it may be is the caller's question;
 * answers what to record.
 */
export async function removeTaken(
  trx: Trx,
  { endInvitations }: EndsInvitations,
  person: MemberWithGrants,
  { actor, origin: cause, now }: { actor: AuditActor; origin: string; now: Date },
): Promise<AuditEvent[]> {
  const { id: memberId, grants } = person;
  await endInvitations(trx, memberId, actor, now);
  await setDeleted(trx, memberId, now);
  const gone = grants.map(({ areaId, role }) => ({ memberId, areaId, role, origin: cause }));
  return [
    ...gone.map((grant) => ({ act: 'grant.removed', ...grant }) as const),
    { act: 'member.deleted', memberId, origin: cause },
  ];
}

/** `erase`: what is stored of the person goes, too, once the account is gone. */
export function deleting(deps: EndsInvitations, scope: AdminScope, { erase = false } = {}): PersonAct {
  return async (trx, person, now) => {
    requireRight(rightsOn(scope, person).existence);
    await requireOtherNetworkManager(trx, person);
    const events = await removeTaken(trx, deps, person, { actor: administrator(scope), origin, now });
    if (erase) await askErasure(trx, [person.id], scope.actor.memberId, now);
    return events;
  };
}

/** Out at once: the account is closed, its sessions end, an open link dies. Grants stay, for the day they come back. */
export async function suspendPerson(deps: PersonDeps, scope: AdminScope, target: Target): Promise<void> {
  if (await alreadySo(deps, scope, target, (state) => state === 'suspended')) return;
  await changePerson(deps, scope, target.id, target.version, suspending(deps, scope));
}

/** Back in; whoever had never signed in needs a new invitation, because nothing else may be the first way in. */
export async function reactivatePerson(deps: PersonDeps, scope: AdminScope, target: Target): Promise<void> {
  if (await alreadySo(deps, scope, target, (state) => state !== 'suspended')) return;
  await changePerson(deps, scope, target.id, target.version, reactivating(scope));
}

/** Hidden everywhere from now on; the account at Keycloak is deleted by the next synchronisation. */
export async function deletePerson(
  deps: PersonDeps,
  scope: AdminScope,
  { id = '', version, erase = false }: Target & { erase?: boolean },
): Promise<void> {
  try {
    await changePerson(deps, scope, id, version, deleting(deps, scope, { erase }));
  } catch (error) {
    const gone = error instanceof AppError && error.code === 'not_found';
    if (!gone || !/^[0-9a-f-]{36}$/i.test(id) || !(await deletedBy(deps.db, id, scope.actor.memberId)))
      throw error;
    // The other button was pressed before: what this one says must be so.
    if (erase)
      await deps.db.transaction().execute((trx) => askErasure(trx, [id], scope.actor.memberId, deps.clock()));
  }
}

/** *Erneut versuchen*: what Keycloak refused is tried again, as it is. */
export async function retryPerson(
  deps: PersonDeps,
  scope: AdminScope,
  id: string | undefined,
): Promise<void> {
  const person = await requirePerson(deps.db, scope, id);
  await deps.db.transaction().execute(async (trx) => {
    if (await retrySync(trx, person.id, deps.clock()))
      await record(trx, administrator(scope), [{ act: 'member.retried', memberId: person.id }]);
  });
  await deps.nudge();
}
