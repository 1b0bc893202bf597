import { addSeconds } from '../platform/clock.ts';
import { deriveSecret, type KeyRing, lookupOf } from '../platform/secrets.ts';
import type { Registration } from './registration.store.ts';

const kind = 'registration-account';
/** One mail a registration, so that its link never gets another generation. */
const generation = 1;
/** Mail may take its time, and what was typed is kept no longer than that. */
export const accountLinkSeconds = 24 * 3600;

/** What the row keeps of the link in the mail to the owner of the account. */
export function accountLinkRef(
  ring: KeyRing,
  registrationId: string,
): { account_key_id: number; account_lookup: Buffer } {
  const keyId = ring.current;
  const secret = deriveSecret(ring, kind, registrationId, { keyId, generation });
  return { account_key_id: keyId, account_lookup: lookupOf(ring, keyId, secret) };
}

/** The link itself, made anew from the row at the moment of sending. */
export function accountLink(origin: string, ring: KeyRing, registrationId: string, keyId: number): string {
  return `${origin}/registration/account/${deriveSecret(ring, kind, registrationId, { keyId, generation })}`;
}

type Linked = Pick<Registration, 'account_key_id' | 'known_member_id' | 'values' | 'created_at'>;
/** Whether the link still leads on: it was mailed, is not too old, and what was typed is there. */
export function accountLinkOpen<R extends Linked>(
  row: R,
  now: Date,
): row is R & { account_key_id: number; known_member_id: string } {
  return (
    row.account_key_id !== null &&
    row.known_member_id !== null &&
    row.values !== null &&
    addSeconds(row.created_at, accountLinkSeconds) > now
  );
}
