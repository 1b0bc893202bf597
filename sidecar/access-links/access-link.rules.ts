import { addSeconds } from '../platform/clock.ts';
import { deriveSecret, type KeyRing, lookupOf, type SecretRef } from '../platform/secrets.ts';
import type { LinkState } from './access-link.table.ts';

const kind = 'access-link';
/** How long a click is shown as *reserviert*: as long as a registration may take, and a little more. */
const reservedSeconds = 30 * 60;

export type AccessLink = {
  id: string;
  batchId: string;
  areaId: string;
  role: string;
  state: LinkState;
  secretRef: SecretRef;
  expiresAt: Date;
  reservedAt: Date | null;
  /** Whom it was mailed to; all null for links that are handed over. */
  salutation: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
};

/** `redeeming`: somebody's account is being made with it this minute. */
export type GoneReason = 'used' | 'expired' | 'revoked' | 'redeeming' | 'unknown';
/** What lists show: `reserved` is an open link on which somebody has clicked lately. */
export const shownStates = ['open', 'reserved', 'redeeming', 'used', 'expired', 'revoked'] as const;
export type ShownState = (typeof shownStates)[number];

type Standing = Pick<AccessLink, 'state' | 'expiresAt'>;

/** Why nobody can begin with this link; undefined while somebody can. */
export function goneReason(link: Standing | undefined, now: Date): GoneReason | undefined {
  if (!link) return 'unknown';
  if (link.state !== 'open') return link.state;
  return link.expiresAt <= now ? 'expired' : undefined;
}

/** 404 only for what never was; everything that was valid once is gone. */
export function goneStatus(reason: GoneReason): 404 | 410 {
  return reason === 'unknown' ? 404 : 410;
}

/** Since when a click counts as a reservation. */
export function reservedSince(now: Date): Date {
  return addSeconds(now, -reservedSeconds);
}

export function shownState(link: Standing & { reservedAt: Date | null }, now: Date): ShownState {
  if (link.state !== 'open') return link.state;
  if (link.expiresAt <= now) return 'expired';
  return link.reservedAt && link.reservedAt > reservedSince(now) ? 'reserved' : 'open';
}

function accessLinkSecret(ring: KeyRing, id: string, ref: SecretRef): string {
  return deriveSecret(ring, kind, id, ref);
}

/** The address that is mailed or printed; always on the configured origin, whatever Host a request named. */
export function accessLinkAddress(origin: string, ring: KeyRing, id: string, ref: SecretRef): string {
  return `${origin}/l/${accessLinkSecret(ring, id, ref)}`;
}

/** What a link's row keeps of its secret under the current key. */
export function newSecret(
  ring: KeyRing,
  id: string,
  generation = 1,
): SecretRef & { lookup: Buffer; lastFour: string } {
  const ref = { keyId: ring.current, generation };
  const secret = accessLinkSecret(ring, id, ref);
  return { ...ref, lookup: lookupOf(ring, ref.keyId, secret), lastFour: secret.slice(-4) };
}
