import { Resolver } from 'node:dns/promises';
import { randomUUID } from 'node:crypto';
import { dkimSigning } from '../mail/dkim.ts';
import { greetMailServer, mailSettingsOf, openTransport, sender } from '../mail/transport.ts';
import type { Config } from '../platform/config.ts';
import { error, type Finding, type Looked } from './finding.ts';
import {
  cleartextFindings,
  dkimFindings,
  senderFindings,
  smtpFinding,
  type SmtpFailure,
} from './mail.rules.ts';
import { wordsOf } from './run.ts';

const limitMs = 8000;
const sendSeconds = 10;

async function published(name: string): Promise<string[] | undefined> {
  try {
    const records = await new Resolver({ timeout: 2000, tries: 2 }).resolveTxt(name);
    return records.map((parts) => parts.join(''));
  } catch (thrown) {
    return ['ENOTFOUND', 'ENODATA'].includes(String((thrown as { code?: unknown }).code)) ? [] : undefined;
  }
}

async function greeted(config: Config): Promise<Finding[]> {
  try {
    await greetMailServer(mailSettingsOf(config), limitMs);
    return [];
  } catch (thrown) {
    return [smtpFinding(thrown as SmtpFailure)];
  }
}

async function sent(config: Config, to: string): Promise<Looked> {
  const transport = openTransport({ ...mailSettingsOf(config), connections: 1 });
  const text = `This mail was sent by "einlass check --send-to" of ${config.PUBLIC_URL}. Mails reach you.`;
  const messageId = `<${randomUUID()}@${new URL(config.PUBLIC_URL).hostname}>`;
  const subject = `${config.COMPANY_NAME}: Einlass check`;
  try {
    const mail = {
      to: { name: '', address: to },
      subject,
      text,
      html: `<p>${text.replaceAll('"', '&quot;')}</p>`,
      messageId,
    };
    const { kind, response } = await transport.send(mail, sendSeconds);
    if (kind === 'sent') return { facts: [`a mail was handed over (${response})`], findings: [] };
    return {
      facts: [],
      findings: [
        error(
          'mail_refused',
          `the mail server did not take the mail: ${response}`,
          'ask who runs it what its answer means',
        ),
      ],
    };
  } finally {
    transport.close();
  }
}

/** The mail server, our sender and our signature; `to`: who is sent one mail. */
export async function lookAtMail(config: Config, to: string | undefined): Promise<Looked> {
  let from;
  let signing;
  try {
    from = sender(config.MAIL_FROM);
    signing = dkimSigning(mailSettingsOf(config).dkim, from.address);
  } catch (thrown) {
    return {
      facts: [],
      findings: [
        error('mail_settings', wordsOf(thrown), 'mend the setting; "work" does not start without it'),
      ],
    };
  }
  const findings = [
    ...senderFindings(from.address, config.NODE_ENV === 'production'),
    ...(signing
      ? dkimFindings(signing, await published(`${signing.keySelector}._domainkey.${signing.domainName}`))
      : []),
    ...cleartextFindings(new URL(config.SMTP_URL), config.SMTP_CLEARTEXT_HOST),
    ...(await greeted(config)),
  ];
  const facts = [`from ${from.address}, ${signing ? 'signed' : 'not signed'} (DKIM)`];
  if (to === undefined || findings.some(({ level, code }) => level === 'error' && !code.startsWith('dkim')))
    return { facts, findings };
  const outcome = await sent(config, to);
  return { facts: [...facts, ...outcome.facts], findings: [...findings, ...outcome.findings] };
}
