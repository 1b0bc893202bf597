import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { applyRealm } from '../../sidecar/keycloak/realm-apply.ts';
import { expectAccessible, expectNoSidewaysScroll } from '../support/axe.ts';
import { launch, newBrowser, picture } from '../support/browser.ts';
import { actionLinkIn, type Mail, mailsTo } from '../support/mailbox.ts';
import { ownThemes } from '../support/own-themes.ts';
import { until } from '../support/processes.ts';
import { realmSmtp } from '../support/servers.ts';
import { atKeycloak, openPartner, openTester, type Person, person } from './mail-people.ts';
import { company, expectOurs, help, type Locale, type MailName, mails } from './mail-words.ts';
import { openRealm, type RealmFixture } from './realm-fixture.ts';

const locales = ['de', 'en'] as const;
let fixture: RealmFixture;
let own: ReturnType<typeof ownThemes>;
let partner: { close(): Promise<void> };
const plain = new Map<Locale, Person>();
const hostile = new Map<Locale, Person>();
let tester: Awaited<ReturnType<typeof openTester>>;
const unsent = [
  'email-verification-with-code',
  'event-user_disabled_by_temporary_lockout',
  'event-user_disabled_by_permanent_lockout',
];
const kept = new Map<string, Mail>();

beforeAll(async () => {
  fixture = await openRealm({
    displayName: company,
    smtp: { ...realmSmtp(), fromDisplayName: 'Müller & Söhne', replyTo: 'hilfe@muster.example' },
    mailLook: {
      company,
      accent: '#ffd500',
      onAccent: '#000000',
      logo: 'https://zugang.muster.example/brand/logo',
      help,
    },
  });
  const { admin, realm } = fixture;
  own = ownThemes(realm);
  const { emailTheme } = own.themes;
  await admin.realms.update({ realm }, { emailTheme, eventsListeners: ['jboss-logging', 'email'] });
  for (const locale of locales) {
    plain.set(locale, await person(fixture, locale, { firstName: 'Jörg', lastName: "O'Neill-Müller" }));
    hostile.set(locale, await person(fixture, locale));
  }
  partner = await openPartner(fixture, [...plain.values()]);
  tester = await openTester(fixture);
});
afterAll(async () => {
  own?.remove();
  await tester?.close();
  await partner?.close();
  await fixture?.close();
});

const one = (people: ReadonlyMap<Locale, Person>, locale: Locale): Person => {
  const found = people.get(locale);
  if (!found) throw new Error(`nobody speaks ${locale}`);
  return found;
};
/** The mail of this name once it has arrived, as it should be. */
async function expectMail(
  name: MailName,
  locale: Locale,
  address: string,
  to: Pick<Person, 'name'>,
): Promise<Mail> {
  const subject = mails[name][locale][0];
  const mail = await until(`a mail "${subject}" to ${address}`, async () =>
    (await mailsTo(address)).find((one) => one.subject === subject),
  );
  expectOurs(mail, { name, locale, to, issuer: fixture.issuer });
  kept.set(`${name}-${locale}`, mail);
  return mail;
}

test.each(locales)(
  'an administrator asks for something, a stranger guesses, somebody forgot (%s)',
  async (locale) => {
    const { admin, realm } = fixture;
    const who = one(hostile, locale);
    await admin.users.sendVerifyEmail({ realm, id: who.id });
    const actions = ['UPDATE_PASSWORD', 'webauthn-register-passwordless', 'delete_credential'];
    await admin.users.executeActionsEmail({ realm, id: who.id, actions, lifespan: 86_400 });
    await atKeycloak(fixture, who.username).failToSignIn();
    await atKeycloak(fixture, who.username).forget();
    await expectMail('verify', locale, who.email, who);
    await expectMail('actions', locale, who.email, who);
    await expectMail('loginError', locale, who.email, who);
    await expectMail('reset', locale, who.email, who);
  },
);
test.each(locales)('a person changes password, second factor and address (%s)', async (locale) => {
  const { admin, realm } = fixture;
  const who = one(plain, locale);
  const browser = atKeycloak(fixture, who.username);
  await browser.forget();
  await browser.choosePassword(actionLinkIn(await expectMail('reset', locale, who.email, who)));
  await expectMail('password', locale, who.email, who);
  await browser.addAuthenticator();
  await expectMail('totp', locale, who.email, who);
  const held = await admin.users.getCredentials({ realm, id: who.id });
  await browser.removeAuthenticator(String(held.find(({ type }) => type === 'otp')?.id));
  await expectMail('totpGone', locale, who.email, who);
  // of the password, of the authenticator, and of its end
  const changes = await until('three mails about the sign-in', async () => {
    const all = await mailsTo(who.email);
    const found = all.filter(({ subject }) => subject === mails.credential[locale][0]);
    return found.length === 3 ? found : undefined;
  });
  for (const mail of changes)
    expectOurs(mail, { name: 'credential', locale, to: who, issuer: fixture.issuer });
  const next = `new-${who.email}`;
  await atKeycloak(fixture, who.username).giveEmail(next);
  await expectMail('update', locale, next, who);
});
test.each(locales)('an account of a partner is to be connected (%s)', async (locale) => {
  const who = one(plain, locale);
  await atKeycloak(fixture, who.username).comeFromPartner();
  await expectMail('partner', locale, who.email, who);
});
test('the administrator tries the mail server: who sends, and where answers go', async () => {
  for (const locale of locales) {
    await tester.tryMailServer(locale);
    const mail = await expectMail('test', locale, tester.email, tester);
    expect(mail.from).toBe('Müller & Söhne <zugang@muster.example>');
    expect(mail.headers).toContainEqual({ name: 'Reply-To', value: 'hilfe@muster.example' });
  }
});
test('mails that nothing here can cause say what they should as well', async () => {
  const { admin, realm } = fixture;
  const rest = ownThemes(`${realm}-rest`);
  try {
    for (const [part, head] of [
      ['html', ''],
      ['text', '<#ftl output_format="plainText">'],
    ] as const) {
      const lines = unsent.map((name) => `<#include "${name}.ftl">`).join('\n');
      const given = '<#global code = "123456" event = {"date": .now}>';
      writeFileSync(join(rest.folder, 'email', part, 'email-test.ftl'), `${head}${given}\n${lines}`);
    }
    await admin.realms.update({ realm }, { emailTheme: rest.themes.emailTheme });
    await tester.tryMailServer('de');
    const mail = await until('the mails in one', async () =>
      (await mailsTo(tester.email)).find(({ text }) => text.includes('123456')),
    );
    const said = /123456[^]*ist Ihr Konto bei D.{1,5}Arcy[^]* kurze Zeit gesperrt[^]*Wann: [^]*gesperrt, bis/;
    for (const part of [mail.text, mail.html]) expect(part).toMatch(said);
  } finally {
    await admin.realms.update({ realm }, { emailTheme: own.themes.emailTheme });
    rest.remove();
  }
});
test('a logo and a colour that are taken back are gone from the mails', async () => {
  const { admin, realm, input } = fixture;
  const changes = await applyRealm(admin, { ...input, mailLook: { company } });
  expect(changes.map(({ field }) => field).toSorted()).toEqual(
    ['einlassAccent', 'einlassHelp', 'einlassLogo', 'einlassOnAccent'].flatMap((key) => [key, key]),
  );
  expect(await applyRealm(admin, { ...input, mailLook: { company } })).toEqual([]);
  const who = one(plain, 'de');
  await admin.users.executeActionsEmail({ realm, id: who.id, actions: ['UPDATE_PASSWORD'] });
  const mail = await until('the mail', async () =>
    (await mailsTo(who.email)).find(({ subject }) => subject === mails.actions.de[0]),
  );
  expect(mail.html).toContain('background:#0066cc');
  expect(mail.html).not.toMatch(/<img|#ffd500/);
  expect(mail.text).toContain('Ihre Ansprechperson im Betrieb');
});

/** A mail program shows the subject as the heading and the mail as its main part. */
const inProgram = (html: string): string =>
  html.replace(
    /role="article"([^>]*)>/,
    'role="main"$1><h1 style="position:absolute;clip-path:inset(50%)">Mail</h1>',
  );

test('the mails can be read by everybody: light, dark, and on a small screen', async () => {
  const browser = await launch();
  try {
    const page = await (await newBrowser(browser)).newPage();
    const shown = ['actions-de', 'loginError-de', 'partner-en'];
    const logo =
      '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="48"><rect width="160" height="48" fill="#ffd500"/></svg>';
    await page.route('**/brand/logo', (route) => route.fulfill({ body: logo, contentType: 'image/svg+xml' }));
    for (const [name, mail] of [...kept].filter(([each]) => shown.includes(each)))
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width: scheme === 'light' ? 800 : 320, height: 900 });
        await page.setContent(inProgram(mail.html));
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
        await picture(page, `keycloak-mail-${name}-${scheme}`);
      }
  } finally {
    await browser.close();
  }
});
