import { deriveSecret, type KeyRing, lookupOf } from '../platform/secrets.ts';

const kind = 'registration-account';
/** One mail a registration, so that its link never gets another generation. */
const generation = 1;

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
