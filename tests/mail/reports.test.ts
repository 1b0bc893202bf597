import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { bounceReason } from '../../sidecar/mail/bounce-reason.rules.ts';
import { readReport } from '../../sidecar/mail/report-mime.ts';
import { judge } from '../../sidecar/mail/report.rules.ts';

/** Built after reports of the servers that they are named by; addresses and names are ours. */
const folder = fileURLToPath(new URL('./reports/', import.meta.url));
const address = 'paula.probe@werk.example';

async function judged(name: string) {
  const raw = readFileSync(join(folder, `${name}.eml`), 'utf8').replaceAll('\n', '\r\n');
  const report = await readReport(Buffer.from(raw));
  if (!report) throw new Error(`${name} cannot be read`);
  const verdict = judge(report, address);
  if (verdict.kind === 'ignored') return verdict.why;
  return [verdict.kind, bounceReason(verdict.response) ?? '', verdict.response];
}

const expected: Readonly<Record<string, string | [kind: string, reason: string, response: string]>> = {
  exchange2003: [
    'bounced',
    'mailboxUnknown',
    'on Mon, 3 Nov 2025 09:00:06 +0100 The recipient name is not recognized The MTS-ID of the original message is: c=DE;a= ;p=WERK MSEXCH:IMS:WERK:NORD:EX1 0 (000C05A6) Unknown Recipient',
  ],
  'exim-delayed': ['delayed', 'refused', '451 4.7.1 Greylisted, please try again in 300 seconds'],
  exim: [
    'bounced',
    'spam',
    '550-5.7.1 Mail from 192.0.2.10 refused, listed at zen.dnsbl.example see https://dnsbl.example/192.0.2.10',
  ],
  forwarded: [
    'bounced',
    'notAuthenticated',
    "550 5.7.26 Unauthenticated email from app.example is not accepted due to domain's DMARC policy",
  ],
  german: ['bounced', 'mailboxFull', 'Das Postfach des Empfängers ist voll.'],
  'gmail-text': [
    'bounced',
    'domainUnknown',
    'Technical details of permanent failure: DNS Error: Domain name not found',
  ],
  gmail: [
    'bounced',
    'mailboxUnknown',
    "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. a640c23a62f3a si1234 - gsmtp",
  ],
  gmx: ['bounced', 'mailboxFull', '5.2.2 <paula.probe@werk.example>... Mailbox full'],
  icloud: ['bounced', 'mailboxOff', '550 5.1.6 recipient no longer on server: paula.probe@werk.example'],
  microsoft365: [
    'bounced',
    'mailboxUnknown',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient paula.probe@werk.example not found by SMTP address lookup',
  ],
  'no-challenge': 'noReport',
  'no-complaint': 'complaint',
  'no-list': 'noReport',
  'no-person': 'noReport',
  'no-receipt': 'receipt',
  'no-session-log': 'noReport',
  'no-vacation-exchange': 'noReport',
  'no-vacation': 'noReport',
  outlook: [
    'bounced',
    'spam',
    "550 5.7.1 Unfortunately, messages from [192.0.2.10] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).",
  ],
  'postfix-delayed': [
    'delayed',
    'noAnswer',
    '4.4.1 connect to mx.werk.example[192.0.2.25]:25: Connection timed out',
  ],
  'postfix-expired': [
    'bounced',
    'noAnswer',
    '4.4.1 connect to mx.werk.example[192.0.2.25]:25: Connection timed out',
  ],
  'postfix-success': 'delivered',
  postfix: [
    'bounced',
    'mailboxUnknown',
    '550 5.1.1 <paula.probe@werk.example>: Recipient address rejected: User unknown in virtual mailbox table',
  ],
  qmail: [
    'bounced',
    'mailboxUnknown',
    'Remote host said: 550 5.1.1 <paula.probe@werk.example>... User unknown Giving up on 192.0.2.25.',
  ],
  sendmail: ['bounced', 'mailboxFull', '552 5.2.2 Over quota'],
  ses: [
    'bounced',
    'domainUnknown',
    "5.1.2 - Bad destination host 'DNS Hard Error looking up werk.example (MX):  NXDomain' (delivery attempts: 0)",
  ],
  tonline: ['bounced', 'mailboxUnknown', 'unknown user'],
  'utf8-report': ['bounced', 'domainUnknown', '5.4.4 550 Host not found'],
  webde: [
    'bounced',
    'tooBig',
    'Mail size limit exceeded. For explanation visit https://postmaster.web.example/error-messages?ip=192.0.2.10',
  ],
  yahoo: [
    'bounced',
    'mailboxUnknown',
    "554 delivery error: dd This user doesn't have a yahoo.example account (paula.probe@werk.example) [-5] [RCPT_TO]",
  ],
};

test.each(Object.entries(expected))('%s', async (name, wanted) => {
  expect(await judged(name)).toEqual(wanted);
});

test('every sample is looked at', () => {
  const names = readdirSync(folder).map((file) => file.replace('.eml', ''));
  expect(names.toSorted()).toEqual(Object.keys(expected).toSorted());
});
