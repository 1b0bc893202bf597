import type { Directory } from '../keycloak/port.ts';
import { AppError } from '../platform/errors.ts';
import { groupChanges, newUserFor, profileFor, promotes } from './admission.rules.ts';
import { type Groups, groupsFor } from './admission-groups.ts';
import { maySignIn } from './member.ts';
import { type Begin, bringPassword, type PasswordOutcome } from './admission-password.service.ts';
import type { Confirmation, Ready } from './admission-round.ts';
import type { ClaimedMember } from './sync.store.ts';

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

/** Makes an account that is there equal to our row. Answers what became of the person's password. */
export async function adjustAccount(
  directory: Directory,
  userId: string,
  { member, grants, credential }: Ready,
  groups: Groups,
  begin: Begin,
): Promise<PasswordOutcome> {
  // First, so that no address comes to an account that its old password still opens.
  const password = await bringPassword(directory, userId, member, credential, begin);
  await directory.updateProfile(userId, profileFor(member));
  await regroup(directory, userId, groupsFor(groups, grants), groups);
  // Last, so that an account is never open before it is right.
  if (member.enableDue && maySignIn(member)) await directory.setEnabled(userId, true);
  return password;
}

/** Makes Keycloak's account equal to our row; may be repeated at any point. Answers the account's id, null for none. */
export async function provision(
  directory: Directory,
  ready: Ready,
  groups: Groups,
  begin: Begin,
): Promise<Pick<Confirmation, 'userId' | 'password'>> {
  const { member, grants, credential } = ready;
  if (member.state === 'deleted') return { userId: await removeAccount(directory, member) };
  const suspended = member.state === 'suspended';
  // Before everything that may fail: whoever is suspended is out at once, and an old session must not revive later.
  if (suspended && member.keycloakUserId) {
    await directory.setEnabled(member.keycloakUserId, false);
    await directory.logout(member.keycloakUserId);
  }
  const paths = groupsFor(groups, grants);
  let userId = member.keycloakUserId;
  if (!userId) {
    const made = await directory.createUser(newUserFor(member, paths, credential), {
      lookFirst: member.attempt > 1,
    });
    if (made.created) return { userId: made.userId, password: credential && 'given' };
    // Made by an earlier attempt whose answer was lost: the row may have changed since.
    userId = made.userId;
    if (suspended) await directory.setEnabled(userId, false);
  }
  return { userId, password: await adjustAccount(directory, userId, ready, groups, begin) };
}
