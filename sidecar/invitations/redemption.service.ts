import { record } from '../audit/audit.store.ts';
import type { Directory } from '../keycloak/port.ts';
import { findMember } from '../members/member.store.ts';
import { completedSignIn } from '../members/sign-in.service.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { type GoneReason, goneReason, invitationLink } from './invitation.rules.ts';
import {
  acceptInvitation,
  claimInvitation,
  extendLease,
  findInvitation,
  releaseInvitation,
} from './invitation.store.ts';

export type RedemptionDeps = {
  db: Db;
  directory: Pick<Directory, 'enableVerified'>;
  ring: KeyRing;
  clock: Clock;
  origin: string;
  leaseSeconds: number;
};

/** Authorize: takes the link for this browser or says why not; the subject is our member id. */
export async function claim(
  deps: RedemptionDeps,
  id: string,
  leaseId: string,
): Promise<{ subject: string } | { gone: GoneReason }> {
  const now = deps.clock();
  const subject = await claimInvitation(deps.db, id, leaseId, now, deps.leaseSeconds);
  if (subject) return { subject };
  return { gone: goneReason(await findInvitation(deps.db, id), now) ?? 'taken' };
}

/**
 * Token: enables the account, confirms, and only then may the broker answer, because Keycloak refuses a disabled account for
 * good. Throws `gone` for a lost lease, `keycloak_unavailable` after giving the link back.
 */
export async function redeem(deps: RedemptionDeps, id: string, leaseId: string): Promise<void> {
  const memberId = await extendLease(deps.db, id, leaseId, deps.clock(), deps.leaseSeconds);
  if (!memberId) throw new AppError('gone');
  try {
    const member = await findMember(deps.db, memberId);
    if (!member?.keycloakUserId) throw new AppError('keycloak_unavailable');
    await deps.directory.enableVerified(member.keycloakUserId);
  } catch (error) {
    await releaseInvitation(deps.db, id, leaseId);
    throw error;
  }
  await deps.db.transaction().execute(async (trx) => {
    if (!(await acceptInvitation(trx, id, leaseId, deps.clock()))) throw new AppError('gone');
    await record(trx, { kind: 'employee', memberId }, [
      { act: 'invitation.accepted', memberId, invitationId: id },
    ]);
  });
}

/** The Keycloak account that this link is for, to be compared with whoever came back signed in. */
export async function expectedUser(deps: RedemptionDeps, id: string): Promise<string | undefined> {
  const invitation = await findInvitation(deps.db, id);
  if (!invitation) return undefined;
  return (await findMember(deps.db, invitation.memberId))?.keycloakUserId ?? undefined;
}

/** The right person came back signed in. Answers the member's id. */
export async function completed(deps: RedemptionDeps, id: string): Promise<string> {
  const invitation = await findInvitation(deps.db, id);
  if (!invitation) throw new AppError('not_found');
  await completedSignIn(deps.db, invitation.memberId, deps.clock());
  return invitation.memberId;
}

/** The way back to the link after somebody else was signed out. */
export async function linkOf(deps: RedemptionDeps, id: string): Promise<string> {
  const invitation = await findInvitation(deps.db, id);
  if (!invitation) throw new AppError('not_found');
  return invitationLink(deps.origin, deps.ring, id, invitation.secretRef);
}
