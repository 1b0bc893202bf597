import { createHmac } from 'node:crypto';
import { sameSecret } from '../platform/secrets.ts';

export const timestampHeader = 'x-einlass-timestamp';
export const signatureHeader = 'x-einlass-signature';

const skewSeconds = 300;

/** Whether a time in seconds since 1970 is one that a sender with a fair clock would give now. */
export function isTimely(timestamp: string | undefined, now: Date): timestamp is string {
  return (
    /^\d{10}$/.test(timestamp ?? '') && Math.abs(now.getTime() / 1000 - Number(timestamp)) <= skewSeconds
  );
}

/** Checks `sha256=<hex>` over `<timestamp>.<body>` while the body comes, so that it need not be kept. */
export function openSignature(secret: string, timestamp: string) {
  const mac = createHmac('sha256', secret).update(`${timestamp}.`);
  return {
    add: (chunk: Uint8Array): void => void mac.update(chunk),
    /** Ends it; time does not depend on where the two differ. */
    matches: (signature: string | undefined): boolean =>
      sameSecret(`sha256=${mac.digest('hex')}`, (signature ?? '').toLowerCase()),
  };
}
