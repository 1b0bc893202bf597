import { readAreaGroups, readTree } from '../areas/area.store.ts';
import { type RoleGroups, syncRoleGroups } from '../areas/area.service.ts';
import type { HeldGrant } from '../areas/policy.rules.ts';
import { record } from '../audit/audit.store.ts';
import type { Directory } from '../keycloak/port.ts';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError, toAppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { groupChanges, isFinal, newUserFor, profileFor, promotes, retryAfter } from './admission.rules.ts';
import { maySignIn } from './member.ts';
import { grantsOf } from './member.store.ts';
import {
  type ClaimedMember,
  claimMembers,
  confirmSync,
  releaseSync,
  renewClaim,
  syncOnceMore,
} from './sync.store.ts';

export type AdmissionDeps = {
  db: Db;
  directory: Directory;
  clock: Clock;
  log: Log;
  leaseSeconds: number;
  /** Calls to Keycloak at once. */
  parallel: number;
};

type Groups = ReadonlyMap<string, { path: string; groupId: string }>;
const groupKey = (areaId: string, role: string): string => `${areaId} ${role}`;

async function roleGroups(db: Db): Promise<Groups> {
  const tree = await readTree(db);
  const groups = await readAreaGroups(db);
  return new Map(
    groups.flatMap(({ areaId, role, groupId }) => {
      const area = tree.byId(areaId);
      return area && groupId
        ? [[groupKey(areaId, role), { path: `/areas/${area.slug}/${role}`, groupId }] as const]
        : [];
    }),
  );
}

/** Leaving a group that is gone counts as done, and a 404 may come from something in between: so what counts is read again. */
async function requireLeft(directory: Directory, userId: string, left: readonly string[]): Promise<void> {
  const held = (await directory.getUser(userId))?.groups ?? [];
  if (left.some((path) => held.includes(path)))
    throw new AppError('keycloak_unavailable', { cause: new Error('a group could not be left') });
}

/** Joins and leaves role groups until the account holds the wanted ones. */
async function regroup(directory: Directory, userId: string, paths: readonly string[], groups: Groups) {
  const account = await directory.getUser(userId);
  const changes = groupChanges(paths, account?.groups ?? []);
  const idOf = new Map([...groups.values()].map((group) => [group.path, group.groupId]));
  // Before as well as after, because an attempt that dies in between finds the group held and would not end anything.
  const promoted = promotes(paths, account?.groups ?? []);
  if (promoted) await directory.logout(userId);
  for (const path of changes.join) await directory.joinGroup(userId, idOf.get(path) ?? '');
  if (promoted) await directory.logout(userId);
  const leave = changes.leave.filter((path) => idOf.has(path));
  for (const path of leave) await directory.leaveGroup(userId, idOf.get(path) ?? '');
  if (leave.length > 0) await requireLeft(directory, userId, leave);
}

/** Ends the sessions first, so that the apps hear of it, then the account; who never had one is done. */
async function removeAccount(directory: Directory, member: ClaimedMember): Promise<string | null> {
  const known = member.keycloakUserId;
  // Also one whose making was given up and arrived later: it carries the member's id.
  const carrying = (await directory.findByMember(member.id))?.userId;
  for (const userId of new Set([known, carrying])) {
    if (!userId || !(await directory.getUser(userId))) continue;
    await directory.setEnabled(userId, false);
    await directory.logout(userId);
    await directory.deleteUser(userId);
  }
  return known;
}

/** Makes Keycloak's account equal to our row; may be repeated at any point. Answers the account's id, null for none. */
async function provision(
  directory: Directory,
  member: ClaimedMember,
  grants: readonly HeldGrant[],
  groups: Groups,
): Promise<string | null> {
  if (member.state === 'deleted') return removeAccount(directory, member);
  const suspended = member.state === 'suspended';
  // Before everything that may fail: whoever is suspended is out at once, and an old session must not revive later.
  if (suspended && member.keycloakUserId) {
    await directory.setEnabled(member.keycloakUserId, false);
    await directory.logout(member.keycloakUserId);
  }
  const wanted = grants.flatMap(({ areaId, role }) => groups.get(groupKey(areaId, role)) ?? []);
  if (wanted.length < grants.length)
    throw new AppError('keycloak_unavailable', { cause: new Error('role group not made yet') });
  const paths = wanted.map((group) => group.path);
  let userId = member.keycloakUserId;
  if (!userId) {
    const made = await directory.createUser(newUserFor(member, paths), { lookFirst: member.attempt > 1 });
    if (made.created) return made.userId;
    // Made by an earlier attempt whose answer was lost: the row may have changed since.
    userId = made.userId;
    if (suspended) await directory.setEnabled(userId, false);
  }
  await directory.updateProfile(userId, profileFor(member));
  await regroup(directory, userId, paths, groups);
  // Last, so that an account is never open before it is right.
  if (member.enableDue && maySignIn(member.state)) await directory.setEnabled(userId, true);
  return userId;
}

/** Confirms; a caller who was fenced off meanwhile may have written over newer state, so the person is looked at once more. */
async function confirm(deps: AdmissionDeps, member: ClaimedMember, userId: string | null): Promise<void> {
  await deps.db.transaction().execute(async (trx) => {
    const confirmed = await confirmSync(trx, member, userId);
    if (!confirmed) return void (await syncOnceMore(trx, member.id, deps.clock()));
    if (userId && !member.keycloakUserId)
      await record(trx, { kind: 'system' }, [{ act: 'member.provisioned', memberId: member.id }]);
  });
}

async function admitOne(deps: AdmissionDeps, claimed: ClaimedMember, groups: Groups): Promise<void> {
  const member = await renewClaim(deps.db, claimed, deps.clock(), deps.leaseSeconds);
  if (!member) return;
  const grants = (await grantsOf(deps.db, [member.id])).get(member.id) ?? [];
  try {
    await confirm(deps, member, await provision(deps.directory, member, grants, groups));
  } catch (thrown) {
    const error = toAppError(thrown);
    // A deleted person is on no page where somebody could try again.
    const final = member.state !== 'deleted' && isFinal(error, member.failures);
    const retryAt = final ? undefined : addSeconds(deps.clock(), retryAfter(member.failures, error.code));
    deps.log.warn({ err: error, member: member.id, attempt: member.attempt, final }, 'admission failed');
    await releaseSync(deps.db, member, error.code, retryAt);
  }
}

/** Claims and provisions one batch; answers how many it took. Claim, act outside a transaction, confirm (architecture.md 3). */
export async function admitBatch(deps: AdmissionDeps, limit: number): Promise<number> {
  const claimed = await claimMembers(deps.db, deps.clock(), deps.leaseSeconds, limit);
  if (claimed.length === 0) return 0;
  await syncRoleGroups(deps.db, deps.directory as RoleGroups).catch((err: unknown) =>
    deps.log.warn({ err }, 'role groups could not be synchronised'),
  );
  const groups = await roleGroups(deps.db);
  const waiting = [...claimed];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await admitOne(deps, next, groups);
  };
  await Promise.all(Array.from({ length: deps.parallel }, lane));
  return claimed.length;
}
