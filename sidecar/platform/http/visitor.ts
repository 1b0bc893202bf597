import { createHmac } from 'node:crypto';
import { type KeyRing, subKeys } from '../secrets.ts';
import { visitorKey } from './address.rules.ts';

/** What is kept of whom a request came from: a keyed hash of the address (IPv6 /64), so that no row names one. */
export function visitorMark(ring: KeyRing, address: string | undefined): Buffer {
  const [key] = subKeys(ring, 'visitor');
  if (!key) throw new Error('the key folder holds no key');
  return createHmac('sha256', key).update(visitorKey(address)).digest();
}
