import { createPublicKey } from 'node:crypto';
import type { DkimSigning } from '../mail/dkim.ts';
import { isExcused } from '../mail/smtp-url.rules.ts';
import { error, type Finding, findingsOf, warning } from './finding.ts';

/** What nodemailer reports of a failed greeting, TLS or sign-in. */
export type SmtpFailure = { code?: string; responseCode?: number; response?: string; message?: string };

const tlsCodes = /^(ETLS|ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;
const certificate = /certificate|self-signed|TLS|SSL/i;

export function smtpFinding({ code = '', response, message = '' }: SmtpFailure): Finding {
  const said = response ?? message;
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return error(
      'mail_auth',
      `the mail server refuses user name and password (${said})`,
      'mend them in SMTP_URL, with % escapes for special characters',
    );
  if (tlsCodes.test(code) || certificate.test(message))
    return error(
      'mail_tls',
      `no safe connection to the mail server (${said})`,
      'name the host that its certificate names; smtps:// for TLS from the start (465), smtp:// for STARTTLS (587); NODE_EXTRA_CA_CERTS names a CA of your own',
    );
  return error(
    'mail_away',
    `the mail server does not answer (${said || code})`,
    'check SMTP_URL, and that the server is running',
  );
}

export function senderFindings(address: string, production: boolean): Finding[] {
  return findingsOf([
    production && /@(localhost|.*\.(localhost|example|invalid|test))$/i.test(address),
    () =>
      warning(
        'mail_sender',
        `mails come from ${address}, which nobody can answer`,
        'set MAIL_FROM to an address of your company',
      ),
  ]);
}

/** Whether mails go in clear text because a setting says so. */
export function cleartextFindings(url: URL, cleartextHost: string | undefined): Finding[] {
  return findingsOf([
    isExcused(url, cleartextHost),
    () =>
      warning(
        'mail_cleartext',
        `mails go to ${url.hostname} without TLS, because SMTP_CLEARTEXT_HOST names it`,
        'right for a mailbox for trying; name a mail server with TLS in SMTP_URL before real people are invited',
      ),
  ]);
}

/** Whether receivers will find our signing key; `records`: of `<selector>._domainkey.<domain>`, undefined where DNS did not answer. */
export function dkimFindings(
  { domainName, keySelector, privateKey }: DkimSigning,
  records: readonly string[] | undefined,
): Finding[] {
  const place = `${keySelector}._domainkey.${domainName}`;
  const ours = createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
  const publish = `publish as TXT of ${place}: v=DKIM1; k=rsa; p=${ours}`;
  if (!records)
    return [
      warning(
        'dkim_unknown',
        `DNS did not answer for ${place}`,
        'check again from a machine that reaches DNS',
      ),
    ];
  if (records.length === 0)
    return [error('dkim_missing', `${place} is not in DNS: signatures count as broken`, publish)];
  const published = records.map((record) => /(?:^|;)\s*p=([^;]*)/.exec(record)?.[1]?.replaceAll(/\s/g, ''));
  return published.includes(ours)
    ? []
    : [
        error(
          'dkim_other',
          `${place} publishes another key than DKIM_KEY: signatures count as broken`,
          publish,
        ),
      ];
}
