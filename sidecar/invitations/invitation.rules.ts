import { deriveSecret, type KeyRing, lookupOf, type SecretRef } from '../platform/secrets.ts';
import { maySignIn } from '../members/member.ts';
import type { MemberState } from '../members/member.table.ts';
import type { InvitationState } from './invitation.table.ts';

const kind = 'invitation';

export type Invitation = {
  id: string;
  memberId: string;
  state: InvitationState;
  secretRef: SecretRef;
  expiresAt: Date;
  leaseId: string | null;
  leaseUntil: Date | null;
};

/** Why a link does not open; `taken` = another browser is redeeming it this minute. */
export type GoneReason = 'accepted' | 'expired' | 'revoked' | 'unknown' | 'taken';

/** Undefined while the link can still be used by somebody. */
export function goneReason(
  invitation: Invitation | undefined,
  now: Date,
): Exclude<GoneReason, 'taken'> | undefined {
  if (!invitation) return 'unknown';
  if (invitation.state === 'accepted' || invitation.state === 'expired' || invitation.state === 'revoked')
    return invitation.state;
  return invitation.expiresAt <= now ? 'expired' : undefined;
}

/** 404 only for what never was; everything that was valid once is gone. */
export function goneStatus(reason: GoneReason): 404 | 410 {
  return reason === 'unknown' ? 404 : 410;
}

export function invitationSecret(ring: KeyRing, id: string, ref: SecretRef): string {
  return deriveSecret(ring, kind, id, ref);
}

/** The address in the mail; always on the configured origin, whatever Host a request named. */
export function invitationLink(origin: string, ring: KeyRing, id: string, ref: SecretRef): string {
  return `${origin}/i/${invitationSecret(ring, id, ref)}`;
}

/** What a new invitation's row keeps of its secret; each further invitation of a person has a higher generation. */
export function newSecretRef(ring: KeyRing, id: string, generation = 1): SecretRef & { lookup: Buffer } {
  const ref = { keyId: ring.current, generation };
  return { ...ref, lookup: lookupOf(ring, ring.current, invitationSecret(ring, id, ref)) };
}

/** Why this person cannot be given a link now; undefined where they can. */
export function whyNotInvitable(member: {
  state: MemberState;
  email: string | null;
  keycloakUserId: string | null;
}): 'suspended' | 'active' | 'noEmail' | 'preparing' | undefined {
  if (member.state === 'suspended' || member.state === 'deleted') return 'suspended';
  if (member.state !== 'created' && member.state !== 'invited') return 'active';
  if (!member.email) return 'noEmail';
  return member.keycloakUserId ? undefined : 'preparing';
}

/** What somebody who holds a dead link gets by asking; nothing where an administrator took it back or a newer one is open. */
export function answerToRequest(
  member: {
    state: MemberState;
    passwordAccess: boolean;
    email: string | null;
    keycloakUserId: string | null;
  },
  newest: Invitation,
  now: Date,
): 'link' | 'passwordMail' | undefined {
  const gone = goneReason(newest, now);
  if (gone === 'expired') return whyNotInvitable(member) ? undefined : 'link';
  const open = member.state === 'invited' || maySignIn(member);
  return gone === 'accepted' && open && member.email && member.keycloakUserId ? 'passwordMail' : undefined;
}
