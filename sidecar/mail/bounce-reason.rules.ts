/** Why a mail did not arrive, in kinds that call for different remedies; each has its words in `mail.reason`. */
export const bounceReasons = [
  'tooBig',
  'mailboxFull',
  'notAuthenticated',
  'spam',
  'mailboxOff',
  'domainUnknown',
  'mailboxUnknown',
  'noAnswer',
  'refused',
] as const;
export type BounceReason = (typeof bounceReasons)[number];

const status = (codes: string): string => `(?<![\\d.])[45]\\.(?:${codes})(?![\\d.]*\\d)`;

/** The server's own words go before its codes, because many servers send one code for everything. */
const patterns: Readonly<Record<BounceReason, { words: RegExp; codes: RegExp }>> = {
  tooBig: {
    words: /(message|mail|size).{0,30}(too (large|big)|exceeds|limit)|exceeds.{0,30}(message|size)/i,
    codes: new RegExp(status('2\\.3|3\\.4')),
  },
  mailboxFull: {
    words:
      /quota|(mailbox|inbox|postfach|account).{0,20}\b(full|voll)|full mailbox|insufficient (system )?storage|out of storage|not enough (storage|space)|over the allowed/i,
    codes: new RegExp(status('2\\.2|3\\.1')),
  },
  notAuthenticated: {
    words: /\b(spf|dkim|dmarc)\b|unauthenticated (e-?mail|mail|sender)|sender policy/i,
    codes: new RegExp(status('7\\.(?:2[0-9]|3[01])')),
  },
  spam: {
    words:
      /\bspam|block(ed|ing)? (using|by|list)|blocked|blacklist|blocklist|\bdnsbl|\brbl\b|reputation|unsolicited|junk|virus|content (rejected|denied)/i,
    codes: new RegExp(status('7\\.(?:511|606|650|999)')),
  },
  mailboxOff: {
    words:
      /(mailbox|account|user|recipient|address).{0,30}(disabled|inactive|deactivated|suspended|no longer|expired|closed|gesperrt)/i,
    codes: new RegExp(status('2\\.1|1\\.6')),
  },
  domainUnknown: {
    words:
      /(host|domain)( name)?[^:]{0,40}(not found|unknown|does(n't| not) (exist|accept)|no such)|(no such|unknown|bad) (host|domain)|unrouteable (mail )?domain|nxdomain|null mx|no mx|name service error|domain .{0,60}couldn't be found/i,
    codes: new RegExp(status('1\\.2|4\\.4')),
  },
  mailboxUnknown: {
    words:
      /(user|mailbox|recipient|account|address|addressee|empfänger)s?\b.{0,80}?(unknown|not found|wasn.t found|does(n.t| not) exist|not exist|not recognized|unavailable|invalid|unbekannt|not listed)|(unknown|no such|invalid|illegal|bad|doesn.t have an?) .{0,30}?(user|mailbox|recipient|address|account)|recip(ient)?notfound|unrouteable address|not a valid (mailbox|user)/i,
    codes: new RegExp(status('1\\.[0137]|1\\.10|4\\.1')),
  },
  noAnswer: {
    words:
      /timed? ?out|timeout|expired|in the queue too long|retry (time|timeout)|connection (refused|reset|lost|dropped)|(no|not) (answer|respond|accept our requests)|couldn.t (connect|reach)|unreachable|too many hops|loop/i,
    codes: new RegExp(status('4\\.\\d{1,3}')),
  },
  refused: {
    words: /reject|refused|denied|policy|not allowed|not permitted|prohibited|relay/i,
    codes: new RegExp(status('7\\.\\d{1,3}|1\\.8')),
  },
};

/** The kind of reason in a server's words; undefined where they fit none. */
export function bounceReason(response: string): BounceReason | undefined {
  const byWords = bounceReasons.find((reason) => patterns[reason].words.test(response));
  if (byWords && byWords !== 'refused') return byWords;
  return bounceReasons.find((reason) => patterns[reason].codes.test(response)) ?? byWords;
}

const ofTheAddress: ReadonlySet<BounceReason | undefined> = new Set([
  'mailboxUnknown',
  'mailboxOff',
  'domainUnknown',
]);

/** Whether no mail to this address can arrive, so that further ones need not be tried. */
export const isDeadAddress = (response: string): boolean => ofTheAddress.has(bounceReason(response));
