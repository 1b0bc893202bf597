import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type KeyRing, subKeys } from './secrets.ts';

/** What lies in the database and is nobody's to read there. */
export type SealedBox = {
  close(content: Buffer): Buffer;
  /** What was never closed comes back as it is; undefined where its key is not kept any more. */
  open(closed: Buffer): Buffer | undefined;
};

/** How everything that was closed begins. */
export const sealedMark = Buffer.from('einlass sealed 1');
const cipher = 'aes-256-gcm';
const [nonceBytes, tagBytes] = [12, 16];

function opened(key: Buffer, closed: Buffer): Buffer | undefined {
  const nonceEnd = sealedMark.length + nonceBytes;
  const tagEnd = nonceEnd + tagBytes;
  const decipher = createDecipheriv(cipher, key, closed.subarray(sealedMark.length, nonceEnd), {
    authTagLength: tagBytes,
  });
  decipher.setAuthTag(closed.subarray(nonceEnd, tagEnd));
  try {
    return Buffer.concat([decipher.update(closed.subarray(tagEnd)), decipher.final()]);
  } catch {
    return undefined;
  }
}

/** AES-256-GCM under a key for this purpose alone; closed by the current key of the ring, opened by every one that is kept. */
export function sealedBox(ring: KeyRing, purpose: string): SealedBox {
  const keys = (): Buffer[] => subKeys(ring, purpose);
  return {
    close(content) {
      const nonce = randomBytes(nonceBytes);
      const [key] = keys();
      if (!key) throw new Error('no key to seal with');
      const sealing = createCipheriv(cipher, key, nonce, { authTagLength: tagBytes });
      const body = Buffer.concat([sealing.update(content), sealing.final()]);
      return Buffer.concat([sealedMark, nonce, sealing.getAuthTag(), body]);
    },
    open(closed) {
      if (!closed.subarray(0, sealedMark.length).equals(sealedMark)) return closed;
      for (const key of keys()) {
        const content = opened(key, closed);
        if (content) return content;
      }
      return undefined;
    },
  };
}
