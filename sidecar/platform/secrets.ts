import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

/** Numbered keys, newest last; what was derived under an older one still opens while that one is kept. */
export type KeyRing = { readonly current: number; readonly keys: ReadonlyMap<number, Buffer> };
/** What a row keeps of its secret: never the secret itself (architecture.md 8). */
export type SecretRef = { keyId: number; generation: number };

function keyOf(ring: KeyRing, keyId: number): Buffer {
  const key = ring.keys.get(keyId);
  if (!key) throw new Error(`key ${keyId} is not in the key folder`);
  return key;
}

function hmac(key: Buffer, purpose: string, text: string): Buffer {
  return createHmac('sha256', key).update(`${purpose}\n${text}`).digest();
}

/** The secret of a row: HMAC-SHA-256 over kind, row id and generation; 43 characters base64url, 256 bits. */
export function deriveSecret(ring: KeyRing, kind: string, rowId: string, ref: SecretRef): string {
  return hmac(keyOf(ring, ref.keyId), 'secret', `${kind}|${rowId}|${ref.generation}`).toString('base64url');
}

/** What a row stores to be found by its secret. */
export function lookupOf(ring: KeyRing, keyId: number, secret: string): Buffer {
  return hmac(keyOf(ring, keyId), 'lookup', secret);
}

/** Look-up values of a presented secret under every key still held. */
export function lookupsOf(ring: KeyRing, secret: string): Buffer[] {
  return [...ring.keys.keys()].map((keyId) => lookupOf(ring, keyId, secret));
}

/** The key for one other purpose (cookie signing, MACs, look-ups) from one of the ring, HKDF (RFC 5869). */
export function subKey(ring: KeyRing, keyId: number, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', keyOf(ring, keyId), '', `einlass ${purpose}`, 32));
}

/** The same from every key still held, the current one's first. */
export function subKeys(ring: KeyRing, purpose: string): Buffer[] {
  const others = [...ring.keys.keys()].filter((keyId) => keyId !== ring.current);
  return [ring.current, ...others].map((keyId) => subKey(ring, keyId, purpose));
}

/** An unguessable value for cookies and OAuth parameters: 256 bits, base64url. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether a text has the form of our secrets, derived or random: 256 bits, base64url. */
export function isSecret(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9_-]{43}$/.test(text);
}

/** A browser's name as its cookie says, kept from press to press and from tab to tab; a new one where it has none. */
export function browserSecret(known: string | undefined): string {
  return isSecret(known) ? known : randomSecret();
}

/** Comparison whose time does not depend on where two texts differ. */
export function sameSecret(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
