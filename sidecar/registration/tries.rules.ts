/** What is counted: tries to match facts, codes that were mailed, accounts made without facts; each by the address typed and by where it came from. */
export type Tried = 'facts' | 'code' | 'account';

const hour = 3600;
const day = 24 * hour;

type Limit = { by: 'email' | 'visitor'; seconds: number; most: number };
/** A company's people share one address of the internet, so what counts there is high, and who is let in does not count; a mail counts for each, so that a whole plant must be able to register on one morning. */
const limits: Readonly<Record<Tried, readonly Limit[]>> = {
  facts: [
    { by: 'email', seconds: hour, most: 5 },
    { by: 'email', seconds: day, most: 15 },
    { by: 'visitor', seconds: hour, most: 60 },
    { by: 'visitor', seconds: day, most: 300 },
  ],
  code: [
    { by: 'email', seconds: hour, most: 8 },
    { by: 'email', seconds: day, most: 20 },
    { by: 'visitor', seconds: hour, most: 3000 },
    { by: 'visitor', seconds: day, most: 10_000 },
  ],
  // One mailbox makes no further accounts but by suffixes, and each of them costs a manager a look.
  account: [
    { by: 'email', seconds: hour, most: 3 },
    { by: 'email', seconds: day, most: 5 },
    { by: 'visitor', seconds: hour, most: 100 },
    { by: 'visitor', seconds: day, most: 500 },
  ],
};
/** A count older than this is of no window any more. */
export const longestWindowSeconds = day;

export type TryWindow = { kind: string; by: 'email' | 'visitor'; since: Date; most: number };

/** The windows that a try at this moment falls into: whole hours and whole days (UTC). */
export function windowsOf(what: Tried, now: Date): TryWindow[] {
  return limits[what].map(({ by, seconds, most }) => ({
    kind: `${what}-${by}-${seconds / hour}h`,
    by,
    since: new Date(Math.floor(now.getTime() / (seconds * 1000)) * seconds * 1000),
    most,
  }));
}

/** Where dots before the `@` mean nothing, so that one mailbox has hundreds of spellings. */
const dotless = /@(?:gmail|googlemail)\.com$/;

/**
 * What counts as one mailbox: in small letters, and without a `+suffix` or dots that mean nothing, of which everybody has as many as
 * they like.
 */
export function countedAddress(email: string): string {
  const at = email.lastIndexOf('@');
  const local = email.slice(0, at).replace(/(?<=.)\+.*$/u, '');
  const plain = (local + email.slice(at)).normalize('NFC').toLowerCase();
  return dotless.test(plain)
    ? `${plain.slice(0, plain.lastIndexOf('@')).replaceAll('.', '')}@gmail.com`
    : plain;
}
