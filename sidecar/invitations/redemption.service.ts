import { record } from '../audit/audit.store.ts';
import type { Directory } from '../keycloak/port.ts';
import { findMember } from '../members/member.store.ts';
import { completedSignIn } from '../members/sign-in.service.ts';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { closeAccount } from './closing.service.ts';
import { closeAgain } from './closing.store.ts';
import { type GoneReason, goneReason, type Invitation, invitationLink } from './invitation.rules.ts';
import {
  acceptInvitation,
  claimInvitation,
  extendLease,
  findInvitation,
  releaseInvitation,
} from './invitation.store.ts';
import { lockMembers } from './life.store.ts';

export type RedemptionDeps = {
  db: Db;
  directory: Pick<Directory, 'enableVerified' | 'setEnabled' | 'addFederatedLink'>;
  ring: KeyRing;
  clock: Clock;
  origin: string;
  leaseSeconds: number;
};

/** A call that was given up may still arrive: by then it has. */
const settledSeconds = 15;

/** A suspended or deleted person keeps the link, but it opens nothing. */
async function mayRedeem(db: Db, memberId: string): Promise<boolean> {
  const member = await findMember(db, memberId);
  return member !== undefined && member.state !== 'suspended';
}

/** After an earlier redemption the account's link at Keycloak was taken away; a further invitation needs it again. */
async function linkAgain({ db, directory }: RedemptionDeps, id: string, memberId: string): Promise<void> {
  const invitation = await findInvitation(db, id);
  if (!invitation || invitation.secretRef.generation === 1) return;
  const member = await findMember(db, memberId);
  if (member?.keycloakUserId)
    await directory.addFederatedLink(member.keycloakUserId, memberId, member.username);
}

/** Authorize: takes the link for this browser or says why not; the subject is our member id. */
export async function claim(
  deps: RedemptionDeps,
  id: string,
  leaseId: string,
): Promise<{ subject: string } | { gone: GoneReason }> {
  const now = deps.clock();
  const subject = await claimInvitation(deps.db, id, leaseId, now, deps.leaseSeconds);
  if (!subject) return { gone: goneReason(await findInvitation(deps.db, id), now) ?? 'taken' };
  try {
    if (await mayRedeem(deps.db, subject)) {
      await linkAgain(deps, id, subject);
      return { subject };
    }
  } catch (error) {
    await releaseInvitation(deps.db, id, leaseId, now);
    throw error;
  }
  await releaseInvitation(deps.db, id, leaseId, now);
  return { gone: 'revoked' };
}

/** Confirms while holding the person's row, so that a suspension comes either before it or after. */
async function accept(deps: RedemptionDeps, trx: Trx, id: string, leaseId: string, memberId: string) {
  await lockMembers(trx, [memberId]);
  if (!(await mayRedeem(trx, memberId))) throw new AppError('gone');
  if (!(await acceptInvitation(trx, id, leaseId, deps.clock()))) throw new AppError('gone');
  await record(trx, { kind: 'employee', memberId }, [
    { act: 'invitation.accepted', memberId, invitationId: id },
  ]);
}

/**
 * Token: enables the account, confirms, and only then may the broker answer, because Keycloak refuses a disabled account for
 * good. Throws `gone` for a lost lease after closing the account again, `keycloak_unavailable` after giving the link back.
 */
export async function redeem(deps: RedemptionDeps, id: string, leaseId: string): Promise<void> {
  const memberId = await extendLease(deps.db, id, leaseId, deps.clock(), deps.leaseSeconds);
  if (!memberId) throw new AppError('gone');
  try {
    const member = await findMember(deps.db, memberId);
    if (!member?.keycloakUserId) throw new AppError('keycloak_unavailable');
    await deps.directory.enableVerified(member.keycloakUserId);
  } catch (error) {
    await releaseInvitation(deps.db, id, leaseId, addSeconds(deps.clock(), settledSeconds));
    throw error;
  }
  try {
    await deps.db.transaction().execute((trx) => accept(deps, trx, id, leaseId, memberId));
  } catch (error) {
    // Revoked or suspended while the account was being opened; the row remembers it where this process ends here.
    await releaseInvitation(deps.db, id, leaseId, deps.clock());
    await closeAgain(deps.db, id, deps.clock());
    await closeAccount(deps, memberId);
    throw error;
  }
}

/** The Keycloak account that this link is for, to be compared with whoever came back signed in. */
export async function expectedUser(deps: RedemptionDeps, id: string): Promise<string | undefined> {
  const invitation = await findInvitation(deps.db, id);
  if (!invitation) return undefined;
  return (await findMember(deps.db, invitation.memberId))?.keycloakUserId ?? undefined;
}

/** Whoever was signed in already pressed their own link: it is used up all the same, without anything to do at Keycloak. */
async function useUp(deps: RedemptionDeps, { id, memberId }: Invitation): Promise<void> {
  const leaseId = `signed-in ${id}`;
  if (!(await claimInvitation(deps.db, id, leaseId, deps.clock(), deps.leaseSeconds))) return;
  await deps.db.transaction().execute((trx) => accept(deps, trx, id, leaseId, memberId));
}

/** The right person came back signed in. Answers the member's id. */
export async function completed(deps: RedemptionDeps, id: string): Promise<string> {
  const invitation = await findInvitation(deps.db, id);
  if (!invitation) throw new AppError('not_found');
  if (invitation.state === 'open') await useUp(deps, invitation);
  await completedSignIn(deps.db, invitation.memberId, deps.clock());
  return invitation.memberId;
}

/** The way back to the link after somebody else was signed out. */
export async function linkOf(deps: RedemptionDeps, id: string): Promise<string> {
  const invitation = await findInvitation(deps.db, id);
  if (!invitation) throw new AppError('not_found');
  return invitationLink(deps.origin, deps.ring, id, invitation.secretRef);
}
