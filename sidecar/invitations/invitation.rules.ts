import { deriveSecret, type KeyRing, lookupOf, type SecretRef } from '../platform/secrets.ts';
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

/** What a new invitation's row keeps of its secret. */
export function newSecretRef(ring: KeyRing, id: string): SecretRef & { lookup: Buffer } {
  const ref = { keyId: ring.current, generation: 1 };
  return { ...ref, lookup: lookupOf(ring, ring.current, invitationSecret(ring, id, ref)) };
}
