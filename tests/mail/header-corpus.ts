/** What tries to end a header, add a recipient, change the host of a link, or run as a template; each stands in names, addresses and host headers. */
export const hostileTexts: readonly string[] = [
  '\r\nBcc: evil@evil.example',
  '\nBcc: evil@evil.example',
  '\rBcc: evil@evil.example',
  '\nTo: evil@evil.example',
  '\r\n\r\n<script>alert(1)</script>',
  '\r\n.\r\nMAIL FROM:<x@y.example>\r\nRCPT TO:<evil@evil.example>\r\nDATA',
  '\u2028Bcc: evil@evil.example',
  '\u2029Bcc: evil@evil.example',
  '\u0085Bcc: evil@evil.example',
  '\u000bBcc: evil@evil.example\u000c',
  '\u0000\u0001\u007f',
  '\u202eelpmaxe.live@live',
  '\ud800',
  '" <evil@evil.example>, "',
  '", evil@evil.example, "',
  '<evil@evil.example>',
  '(evil@evil.example)',
  ';evil@evil.example',
  ', evil@evil.example',
  'group: evil@evil.example;',
  '=?utf-8?Q?=0D=0ABcc:_evil@evil.example?=',
  '=?utf-8?B?DQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?=',
  '=?us-ascii?q?x?=\r\n =?us-ascii?q?y?=',
  '%0d%0aBcc:%20evil@evil.example',
  '\\r\\nBcc: evil@evil.example',
  '{{constructor.constructor "return process"}}',
  '${7*7}',
  `${'x'.repeat(2000)}\r\nBcc: evil@evil.example`,
];

/** Addresses that name more than one mailbox, or something else than one. */
export const hostileAddresses: readonly string[] = [
  'a@b.example\r\nBcc: evil@evil.example',
  'a@b.example\r\nRCPT TO:<evil@evil.example>',
  'a@b.example, evil@evil.example',
  'a@b.example;evil@evil.example',
  'a@b.example evil@evil.example',
  '<a@b.example> RCPT TO:<evil@evil.example>',
  'A <a@b.example>',
  'a@b.example>',
  '"a\\"@b.example" <evil@evil.example>',
  '"a b"@b.example',
  'a@b.example\u0001@evil.example',
  'a@b@evil.example',
  '@relay.example:a@b.example',
  'a%evil.example@b.example@c',
  'a@[127.0.0.1]',
  'a@b.example NOTIFY=SUCCESS',
  'group:a@b.example;',
  '-oQ/tmp -X/tmp/x@',
  'nobody',
  '',
];

/** Whom `mail` would tell by its headers alone; nothing of a mail may be of `evil.example`. */
export function headerNames(raw: string): string[] {
  const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
  return [...head.matchAll(/^([A-Za-z-]+):/gm)].map(([, name]) => name?.toLowerCase() ?? '').toSorted();
}
