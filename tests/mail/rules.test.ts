import { expect, test } from '@jest/globals';
import { nextTry } from '../../sidecar/mail/backoff.rules.ts';
import { deliveryOf } from '../../sidecar/mail/delivery.rules.ts';
import { smtpServer } from '../../sidecar/mail/smtp-url.rules.ts';
import { oneLine } from '../../sidecar/mail/text.rules.ts';
import { isMailAddress } from '../../sidecar/platform/mail-address.rules.ts';

test('tries go on after 1, 5, 15, 60, 240, 240 … minutes, once more at 24 h, then no more', () => {
  const first = new Date('2025-11-03T08:00:00Z');
  const minutes: number[] = [];
  let now = first;
  for (let tries = 1; tries < 100; tries += 1) {
    const next = nextTry(first, now);
    if (!next) break;
    minutes.push((next.getTime() - now.getTime()) / 60_000);
    now = next;
  }
  expect(minutes).toEqual([1, 5, 15, 60, 240, 240, 240, 240, 240, 159]);
  expect(now.getTime() - first.getTime()).toBe(24 * 60 * 60_000);
});

test.each([
  ['550 to the recipient', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550 }, 'permanent'],
  ['554 to the content', { code: 'EMESSAGE', command: 'DATA', responseCode: 554 }, 'permanent'],
  ['421 to the recipient', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 421 }, 'temporary'],
  ['451 greylisting', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 451 }, 'temporary'],
  ['503 bad sequence', { code: 'EENVELOPE', command: 'RCPT TO', responseCode: 503 }, 'temporary'],
  ['550 to our sender', { code: 'EENVELOPE', command: 'MAIL FROM', responseCode: 550 }, 'temporary'],
  ['535 to our password', { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'temporary'],
  ['554 greeting', { code: 'EPROTOCOL', command: 'CONN', responseCode: 554 }, 'temporary'],
  ['reset', { code: 'ECONNECTION', command: 'CONN' }, 'temporary'],
  ['TLS', { code: 'ETLS', command: 'STARTTLS' }, 'temporary'],
  ['a recipient that cannot be written', { code: 'EENVELOPE', command: 'API' }, 'permanent'],
])('%s → %j is told apart', (_name, failure, kind) => {
  expect(deliveryOf(failure).kind).toBe(kind);
});

test("the server's words are kept in one line of at most 200 characters", () => {
  const response = `550-5.1.1 unknown\r\n550 ${'x'.repeat(500)}\0`;
  const delivery = deliveryOf({ code: 'EENVELOPE', command: 'RCPT TO', responseCode: 550, response });
  expect(delivery.response).toMatch(/^550-5\.1\.1 unknown 550 x+$/);
  expect(delivery.response).toHaveLength(200);
});

test('TLS is required everywhere but on this machine', () => {
  const tls = (url: string, cleartextHost?: string) => {
    const { secure, requireTLS, ignoreTLS } = smtpServer(url, cleartextHost);
    return { secure, requireTLS, ignoreTLS };
  };
  for (const url of ['smtp://localhost:1025', 'smtp://127.0.0.1:1025', 'smtp://[::1]:1025'])
    expect(tls(url)).toEqual({ secure: false, requireTLS: false, ignoreTLS: true });
  for (const url of [
    'smtp://mail.example',
    'smtp://127.0.0.1.mail.example',
    'smtp://localhost.mail.example',
    'smtp://10.0.0.1',
  ])
    expect(tls(url)).toEqual({ secure: false, requireTLS: true, ignoreTLS: false });
  expect(tls('smtps://mail.example')).toEqual({ secure: true, requireTLS: false, ignoreTLS: false });
  // the mailbox of a stack for trying, and nobody else, even where the setting was left behind
  expect(tls('smtp://mailbox:1025', 'mailbox')).toMatchObject({ requireTLS: false, ignoreTLS: true });
  for (const url of ['smtp://mailbox.example', 'smtp://mail.example'])
    expect(tls(url, 'mailbox')).toMatchObject({ requireTLS: true, ignoreTLS: false });
  expect(tls('smtps://mailbox', 'mailbox')).toMatchObject({ secure: true, ignoreTLS: false });
});

test('no password goes in clear text but to this machine', () => {
  expect(() => smtpServer('smtp://einlass:secret@mailbox:1025', 'mailbox')).toThrow('that needs TLS');
  expect(smtpServer('smtps://einlass:secret@mailbox', 'mailbox').secure).toBe(true);
  expect(smtpServer('smtp://einlass:secret@localhost:1025', 'localhost').auth?.pass).toBe('secret');
});

test('SMTP_URL: ports, credentials, and no parameters that would weaken it', () => {
  expect(smtpServer('smtp://mail.example')).toMatchObject({ host: 'mail.example', port: 587 });
  expect(smtpServer('smtps://mail.example')).toMatchObject({ port: 465 });
  expect(smtpServer('smtp://a%40b:p%2Fw@[::1]:2525')).toMatchObject({
    host: '::1',
    port: 2525,
    auth: { user: 'a@b', pass: 'p/w' },
  });
  expect(() => smtpServer('smtp://mail.example?ignoreTLS=true')).toThrow('SMTP_URL must look like');
  expect(() => smtpServer('smtp://')).toThrow();
});

test.each([
  'a@b.example',
  'erika.mustermann+app@muster.example',
  "o'neil@muster.example",
  'jörg@müller.example',
  'x@localhost',
])('%s is an address', (address) => expect(isMailAddress(address)).toBe(true));

test.each([
  '', 'a', '@b.example', 'a@', 'a@b@c.example', 'a b@c.example', 'a@b.example\r\nBcc: c@d.example', 'a@b.example,c@d.example',
  'a@b.example;c@d.example', '<a@b.example>', 'A <a@b.example>', '"a b"@c.example', 'a@-b.example', 'a@b..example', '.a@b.example',
  'a@[127.0.0.1]', 'a@b.example>', 'a\0@b.example', `${'a'.repeat(65)}@b.example`, `a@${'b.'.repeat(130)}example`, 'a@b.example ',
])('%j is not an address', (address) => expect(isMailAddress(address)).toBe(false)); // biome-ignore format: a list to read

test('oneLine keeps names whole and takes line breaks, control and reordering marks out', () => {
  expect(oneLine('  Zoë Ağaoğlu-Łukasz 👩‍🏭 ')).toBe('Zoë Ağaoğlu-Łukasz 👩‍🏭');
  expect(oneLine('a\r\nBcc: b\u2028c\u0085d\0e\u202ef\ud800')).toBe('a Bcc: b c d ef\ufffd');
  expect(oneLine('👩'.repeat(300))).toBe('👩'.repeat(200));
});
