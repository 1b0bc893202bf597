import { currentOf, type DatedKey } from './keys.rules.ts';
import type { KeyUse } from './key-use.read-model.ts';

export type ListedKey = { number: number; from: Date; current: boolean; uses: readonly KeyUse[] };

/** Secret keys, newest first, with what the rows need each for. */
export function listedKeys(keys: readonly DatedKey[], uses: readonly KeyUse[], now: Date): ListedKey[] {
  const current = currentOf(keys, now);
  return keys
    .toSorted((a, b) => b.number - a.number)
    .map(({ number, from }) => ({
      number,
      from,
      current: number === current?.number,
      uses: uses.filter(({ keyId }) => keyId === number),
    }));
}

/** Sessions signed by a key, and senders of mails that may come back, carry no number; after so long there are none. */
export const restDays = 30;

/** Why a key must stay; undefined where it may go. */
export function whyKept(
  { current, from, uses }: ListedKey,
  newer: ListedKey | undefined,
  now: Date,
): string | undefined {
  if (current) return 'it is in use';
  if (from > now) return 'it comes into use';
  if (uses.length > 0) return `needed by ${uses.map(({ table, rows }) => `${rows} of ${table}`).join(', ')}`;
  const restsSince = newer?.from ?? now;
  if (now.getTime() - restsSince.getTime() < restDays * 86_400_000)
    return `it was in use less than ${restDays} days ago (sessions, reports about mails)`;
  return undefined;
}
