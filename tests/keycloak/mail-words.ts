import { expect } from '@jest/globals';
import { actionLinkIn, type Mail } from '../support/mailbox.ts';
import type { Person } from './mail-people.ts';

export type Locale = 'de' | 'en';
export const company = `D'Arcy & Söhne <i>{0}</i> "GmbH"`;
export const partnerName = 'Partner & <i>Co</i>';
export const help = { de: 'Frau Lindner\nTelefon 4711', en: 'Ms Lindner\nphone 4711' };

/** By what sends it: subject and words of the text in both languages; `linked`: there is something to open. */
export const mails = {
  reset: {
    linked: true,
    de: ['Neues Passwort festlegen', /wurde ein neues Passwort angefordert/],
    en: ['Choose a new password', /password was requested/],
  },
  verify: {
    linked: true,
    de: ['Bitte bestätigen Sie Ihre E-Mail-Adresse', /dass sie Ihnen gehört/],
    en: ['Please confirm your e-mail address', /that it is yours/],
  },
  update: {
    linked: true,
    de: ['Bitte bestätigen Sie Ihre E-Mail-Adresse', /Adresse new-plain-de@\S+ angegeben[^]*Erst dann gilt/],
    en: ['Please confirm your e-mail address', /address new-plain-en@\S+ was given[^]*Only then/],
  },
  actions: {
    linked: true,
    de: [
      'Bitte vervollständigen Sie Ihr Konto',
      /- Neues Passwort[^]*- Passkey[^]*- Angaben zu Ihrem Konto[^]*gilt 1 Tag und/,
    ],
    en: [
      'Please complete your account',
      /- Choose a new password[^]*- Set up a passkey[^]*- Complete the details[^]*valid for 1 day and/,
    ],
  },
  partner: {
    linked: true,
    de: [`Ihr Konto mit ${partnerName} verbinden`, /Das Konto „plain-de“ von Partner/],
    en: [`Connect your account with ${partnerName}`, /account “plain-en” of Partner/],
  },
  loginError: {
    linked: false,
    de: [
      'Fehlgeschlagene Anmeldung mit Ihrem Konto',
      /Wann: \d+\. \p{L}+ \d{4}, \d\d:\d\d \S+\s+Von der Adresse \(IP\): [\d.:a-f]+\n/u,
    ],
    en: [
      'Failed sign-in with your account',
      /When: \d+ \p{L}+ \d{4}, \d\d:\d\d \S+\s+From the address \(IP\): [\d.:a-f]+\n/u,
    ],
  },
  password: {
    linked: false,
    de: ['Ihr Passwort wurde geändert', /Das Passwort Ihres Kontos/],
    en: ['Your password was changed', /The password of your account/],
  },
  credential: {
    linked: false,
    de: ['Ihre Anmeldung wurde geändert', /(oder geändert|entfernt): (Passwort|Authenticator-App)\./],
    en: ['Your sign-in was changed', /(changed for|removed from) .*: (password|authenticator app)\./],
  },
  totp: {
    linked: false,
    de: ['Ihr zweiter Faktor wurde geändert', /Authenticator-App eingerichtet/],
    en: ['Your second factor was changed', /authenticator app was set up/],
  },
  totpGone: {
    linked: false,
    de: ['Ihr zweiter Faktor wurde entfernt', /eine Authenticator-App entfernt/],
    en: ['Your second factor was removed', /authenticator app was removed/],
  },
  test: {
    linked: false,
    de: ['Testnachricht des Anmeldedienstes', /kann E-Mails verschicken/],
    en: ['Test message of the sign-in service', /can send e-mail/],
  },
} as const;
export type MailName = keyof typeof mails;

const count = (text: string, part: string): number => text.split(part).length - 1;
const marks: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** What a reader sees of the HTML part, as one line. */
function seen(html: string): string {
  const words = html.replace(/<(style|title)>[\s\S]*?<\/\1>|<[^>]+>/g, ' ');
  return oneLine(words.replace(/&(#?\w+);/g, (mark, name: string) => marks[name] ?? mark));
}

/** This mail in this language: both parts say the same to this person, show names as they are, and nothing is left over. */
export function expectOurs(
  mail: Mail,
  expected: { name: MailName; locale: Locale; to: Pick<Person, 'name'>; issuer: string },
): void {
  const { name, locale, to, issuer } = expected;
  const { html, text } = mail;
  const { linked } = mails[name];
  expect(mail.subject).toBe(mails[name][locale][0]);
  expect(text).toMatch(mails[name][locale][1]);
  expect(text.startsWith(`${locale === 'de' ? 'Guten Tag' : 'Hello'} ${to.name},\n`)).toBe(true);
  expect(text).toContain(company);
  expect(text).toContain(help[locale].replace('\n', ', '));
  expect(html).toContain(`<html lang="${locale}"`);
  expect(html).not.toMatch(/<\/?(i|b|script|form|iframe|object)[\s>]/);
  for (const part of [text, seen(html)]) {
    const ours = [company, partnerName, to.name].reduce((rest, value) => rest.replaceAll(value, ''), part);
    // a straight apostrophe would be one that Keycloak should have taken for a quote
    expect(ours).not.toMatch(/\$\s?\{|[<']|\{\d|einlass[A-Z]|requiredAction|linkExpiration|Subject|Lead\b/);
  }
  const link = linked ? actionLinkIn(mail) : undefined;
  const lines = text.split('\n').map((line) => oneLine(line.replace(/^- |:$/g, '')));
  const inTextOnly = lines.filter((line) => !['', '--', link].includes(line) && !seen(html).includes(line));
  expect(inTextOnly).toEqual(linked ? [expect.stringMatching(/^(Der Link lässt|The link cannot)/)] : []);
  expect(count(text, '://')).toBe(linked ? 1 : 0);
  // the logo's address and the link
  expect(count(html.replace(/ xmlns[:\w]*="[^"]*"/g, ''), '://')).toBe(linked ? 2 : 1);
  expect(count(html, 'href=')).toBe(linked ? 1 : 0);
  if (!link) return;
  expect(lines).toContain(link);
  expect(html).toContain(`href="${link.replaceAll('&', '&amp;')}"`);
  expect(link.startsWith(`${issuer}/login-actions/action-token`)).toBe(true);
}
