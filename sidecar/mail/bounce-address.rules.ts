import { createHmac } from 'node:crypto';
import { type KeyRing, sameSecret, subKeys } from '../platform/secrets.ts';

/** Envelope senders that carry a message's id, so that a report about it finds its row, whatever the report says. */
export type BounceAddresses = {
  /** `<local>+<id>.<mac>@<domain>` for the message with this UUID. */
  envelopeFrom(messageId: string): string;
  /** The id in an envelope recipient that we made ourselves, in any spelling of small and capital letters; undefined for every other address. */
  messageIdOf(recipient: string): string | undefined;
};

/** 96 bits: guessing takes a delivery a try. With the id, the dot and the plus sign it leaves 12 of RFC 5321's 64 octets. */
const macLength = 24;
const idLength = 26;

const macOf = (key: Buffer, id: string): string =>
  createHmac('sha256', key).update(id).digest('hex').slice(0, macLength);

/** Digits and small letters only, because some servers change the case on the way. */
const short = (uuid: string): string =>
  BigInt(`0x${uuid.replaceAll('-', '')}`)
    .toString(32)
    .padStart(idLength, '0');

function long(id: string): string {
  const number = Array.from(id).reduce((sum, digit) => sum * 32n + BigInt(Number.parseInt(digit, 32)), 0n);
  return number
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Addresses below `address` (`bounces@app.example`); those made under an older key are understood as long as that key is kept. */
export function bounceAddresses(address: string, ring: KeyRing): BounceAddresses {
  const at = address.lastIndexOf('@');
  const [local, domain] = [address.slice(0, at), address.slice(at + 1)];
  const start = `${local}+`.toLowerCase();
  const end = `@${domain}`.toLowerCase();
  const keys = (): Buffer[] => subKeys(ring, 'bounce address');
  return {
    envelopeFrom(messageId) {
      const id = short(messageId);
      const [current] = keys();
      if (!current) throw new Error('the key ring is empty');
      return `${local}+${id}.${macOf(current, id)}@${domain}`;
    },
    messageIdOf(recipient) {
      const text = recipient.toLowerCase();
      if (!text.startsWith(start) || !text.endsWith(end)) return undefined;
      const found = /^([0-7][0-9a-v]{25})\.([0-9a-f]{24})$/.exec(text.slice(start.length, -end.length));
      if (!found) return undefined;
      const [, id = '', mac = ''] = found;
      return keys().some((key) => sameSecret(macOf(key, id), mac)) ? long(id) : undefined;
    },
  };
}
