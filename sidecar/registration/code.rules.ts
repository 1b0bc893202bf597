import { deriveSecret, type KeyRing } from '../platform/secrets.ts';
import { addSeconds } from '../platform/clock.ts';
import { codeMails, codeSeconds, resendSeconds } from './registration.rules.ts';
import type { Registration } from './registration.store.ts';

export const codeKind = 'email-code';

/** The six digits of this generation, or undefined where none was asked for; the row keeps no code (architecture.md 8). */
export function codeOf(
  ring: KeyRing,
  row: Pick<Registration, 'id' | 'code_key_id' | 'code_generation'>,
): string | undefined {
  if (row.code_key_id === null) return undefined;
  const ref = { keyId: row.code_key_id, generation: row.code_generation };
  const bytes = Buffer.from(deriveSecret(ring, codeKind, row.id, ref), 'base64url');
  // 48 bits over a million: the lowest numbers are favoured by less than one in 10⁸.
  return String(bytes.readUIntBE(0, 6) % 1_000_000).padStart(6, '0');
}

/** Digits as people type them from a mail: blanks and hyphens between them are forgiven. */
export function typedCode(text: string): string | undefined {
  const digits = text.normalize('NFKC').replace(/[\s-]/g, '');
  return /^\d{6}$/.test(digits) ? digits : undefined;
}

export function codeIsOver(row: Pick<Registration, 'code_sent_at'>, now: Date): boolean {
  return row.code_sent_at !== null && addSeconds(row.code_sent_at, codeSeconds) <= now;
}

/** Whether a further mail may be asked for: not too soon, not too often. */
export function mayResend(
  row: Pick<Registration, 'code_due' | 'code_sent_at' | 'code_generation'>,
  now: Date,
): boolean {
  if (row.code_due || row.code_sent_at === null || row.code_generation >= codeMails) return false;
  return addSeconds(row.code_sent_at, resendSeconds) <= now;
}

/** A mail with a new code is due; the one before opens nothing any more. */
export function nextCode(ring: KeyRing, row: Pick<Registration, 'code_generation'>, now: Date) {
  return {
    code_key_id: ring.current,
    code_generation: row.code_generation + 1,
    code_due: true,
    code_sent_at: null,
    code_tries: 0,
    due_at: now,
  };
}
