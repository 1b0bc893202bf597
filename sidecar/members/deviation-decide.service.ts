import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { Directory } from '../keycloak/port.ts';
import type { Observer } from '../keycloak/observer.port.ts';
import type { Clock } from '../platform/clock.ts';
import { type Db, isUniqueViolation, type Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { overtaken } from './deviation.rules.ts';
import { adoptDifference } from './deviation-adopt.store.ts';
import { restoreAccount, restoreGroup } from './deviation-restore.service.ts';
import { waysFor } from './deviation-rights.rules.ts';
import { endDeviations, findDeviation, type OpenDeviation } from './deviation.store.ts';
import { knownGroups } from './feed-look.service.ts';
import { recordOf } from './feed-record.store.ts';
import { queueLooks } from './feed.store.ts';
import { type MemberWithGrants, maySignIn } from './member.ts';
import { findMember, grantsOf } from './member.store.ts';
import { administrator } from './person-change.service.ts';
import { sees } from './person.rules.ts';
import { isUuid } from '../platform/uuid.rules.ts';

export type DecideDeps = {
  db: Db;
  directory: Directory & Observer;
  clock: Clock;
  nudge(): Promise<void>;
  /** What was redeemed for an account that is gone opens nothing for its successor. */
  voidRedemptions(trx: Trx, memberId: string, now: Date): Promise<void>;
};

/** The open deviation with its person, for this administrator; unknown, foreign and decided ones answer alike. */
async function requireDeviation(deps: DecideDeps, scope: AdminScope, id: string | undefined) {
  const deviation = isUuid(id) ? await findDeviation(deps.db, id) : undefined;
  if (!deviation) throw new AppError('not_found');
  const person = deviation.memberId ? await findMember(deps.db, deviation.memberId) : undefined;
  if (deviation.memberId && (!person || !sees(scope, person))) throw new AppError('not_found');
  return { deviation, person, ways: waysFor(scope, deviation, person) };
}

/** What the administrator saw must be what Keycloak says now, else something else would be adopted than was read. */
async function requireStillSo({ db, directory }: DecideDeps, userId: string, deviation: OpenDeviation) {
  const now = await directory.observe(userId);
  if (!now) throw overtaken('the account is gone');
  const { kind, keycloakValue, areaId, role } = deviation;
  const { account } = now;
  if (kind === 'grantAdded' || kind === 'grantRemoved') {
    const group = (await knownGroups(db)).find((one) => one.areaId === areaId && one.role === role);
    const held = now.groups.some(({ groupId }) => groupId === group?.groupId);
    if (held !== (kind === 'grantAdded')) throw overtaken('the groups changed');
  } else if (kind === 'enabled') {
    if (!account.enabled) throw overtaken('the account is closed again');
  } else if (kind in account || keycloakValue === null) {
    const value = (account as Partial<Record<string, unknown>>)[kind] ?? null;
    if (value !== keycloakValue) throw overtaken('the value changed');
  }
}

async function lookAgain(trx: Trx, userId: string, now: Date): Promise<void> {
  await queueLooks(trx, new Map([[userId, { byConsole: false }]]), now);
}

/** *Übernehmen*: our record follows Keycloak, in one transaction with its audit row. */
export async function adoptDeviation(deps: DecideDeps, scope: AdminScope, id: string | undefined) {
  const { deviation, person, ways } = await requireDeviation(deps, scope, id);
  if (!ways.adopt || !person?.keycloakUserId) throw new AppError('forbidden');
  const userId = person.keycloakUserId;
  await requireStillSo(deps, userId, deviation);
  const now = deps.clock();
  try {
    await deps.db.transaction().execute(async (trx) => {
      const ours = await recordOf(trx, userId, { lock: true });
      if (!ours || ours.syncState !== 'done') throw overtaken('a change of ours is under way');
      const grants = (await grantsOf(trx, [ours.id])).get(ours.id) ?? [];
      if (!waysFor(scope, deviation, { ...ours, grants }).adopt) throw new AppError('forbidden');
      if ((await endDeviations(trx, [deviation.id], 'adopted', now, scope.actor.memberId)) !== 1)
        throw overtaken('decided already');
      const events = await adoptDifference(
        trx,
        { ...person, ...ours, grants },
        deviation,
        scope.actor.memberId,
      );
      const decided = { act: 'deviation.adopted', memberId: ours.id, kind: deviation.kind } as const;
      await record(trx, administrator(scope), [...events, decided]);
      await lookAgain(trx, userId, now);
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw overtaken('somebody else has this value');
    throw error;
  }
}

/** Writes our value over Keycloak's; may be repeated. */
async function pushOurs(
  { db, directory }: DecideDeps,
  userId: string,
  person: MemberWithGrants,
  deviation: OpenDeviation,
) {
  const { kind, areaId, role } = deviation;
  if (kind === 'firstName' || kind === 'lastName' || kind === 'username')
    return directory.updateProfile(userId, { [kind]: person[kind] });
  if (kind === 'employeeNumber')
    return directory.updateProfile(userId, { employeeNumber: person.employeeNumber });
  if (kind === 'email') return directory.updateProfile(userId, { email: person.email ?? '' });
  if (kind === 'enabled') {
    if (maySignIn(person) || person.syncState !== 'done') throw overtaken('the person may sign in by now');
    await directory.setEnabled(userId, false);
    return directory.logout(userId);
  }
  const group = (await knownGroups(db)).find((one) => one.areaId === areaId && one.role === role);
  if (!group) throw overtaken('the group is gone');
  // By what is granted now, not by what was when it was seen.
  const granted = person.grants.some((grant) => grant.areaId === areaId && grant.role === role);
  return granted ? directory.joinGroup(userId, group.groupId) : directory.leaveGroup(userId, group.groupId);
}

/** *Zurücknehmen* and *wiederherstellen*: Keycloak follows our record. First the act there, then the row: both may be repeated. */
export async function revertDeviation(deps: DecideDeps, scope: AdminScope, id: string | undefined) {
  const { deviation, person, ways } = await requireDeviation(deps, scope, id);
  if (!ways.revert && !ways.restore) throw new AppError('forbidden');
  if (!person) return restoreGroup(deps, scope, deviation);
  if (deviation.kind === 'accountDeleted') return restoreAccount(deps, scope, person, deviation);
  const userId = person.keycloakUserId;
  if (!userId) throw overtaken('the account is being made');
  await pushOurs(deps, userId, person, deviation);
  const now = deps.clock();
  await deps.db.transaction().execute(async (trx) => {
    const ended = await endDeviations(trx, [deviation.id], 'reverted', now, scope.actor.memberId);
    if (ended === 1)
      await record(trx, administrator(scope), [
        { act: 'deviation.reverted', memberId: person.id, kind: deviation.kind },
      ]);
    await lookAgain(trx, userId, now);
  });
}
