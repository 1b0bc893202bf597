/** A key of the folder; `from` is when it begins to be used, so that everybody has read it before. */
export type DatedKey = { number: number; from: Date };

/** Keys come into use this long after they were published: processes re-read the folder, Keycloak our JWKS. */
export const publishSeconds = 60;
/** Processes need up to 5 s to see a new file, and Keycloak asks for unknown keys only every 10 s (seen on 26.7.4). */
export const shortestPublishSeconds = 20;
/** What the older key signed (id tokens 2 min, assertions 60 s) must have run out before that key goes. */
export const settleSeconds = 300;

/** The newest key whose time has come; the oldest where a wrong clock says that none has. */
export function currentOf<K extends DatedKey>(keys: readonly K[], now: Date): K | undefined {
  const sorted = keys.toSorted((a, b) => b.number - a.number);
  return sorted.find((key) => key.from <= now) ?? sorted.at(-1);
}

/** The current key first, then the others, newest first. */
export function currentFirst<K extends DatedKey>(keys: readonly K[], now: Date): K[] {
  const current = currentOf(keys, now);
  const others = keys.filter((key) => key !== current).toSorted((a, b) => b.number - a.number);
  return current ? [current, ...others] : others;
}

/** When the next rotation may happen: not before the last one is in use and its forerunner's tokens have run out. */
export function nextRotation(keys: readonly DatedKey[]): Date {
  const times = keys.filter((key) => key.from.getTime() > 0).map((key) => key.from.getTime());
  return times.length === 0 ? new Date(0) : new Date(Math.max(...times) + settleSeconds * 1000);
}
