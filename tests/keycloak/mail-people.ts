import { Secret, TOTP } from 'otpauth';
import { connectAdmin } from '../../sidecar/keycloak/admin-client.ts';
import { authorizeUrl } from '../support/authorize-url.ts';
import { type Answer, type HttpBrowser, httpBrowser } from '../support/http-browser.ts';
import { partnerName } from './mail-words.ts';
import { adminOfMaster, randomRealm, type RealmFixture } from './realm-fixture.ts';

export type Person = { id: string; username: string; email: string; name: string };

const password = 'Eigenes-pass-123456';
/** What an import by Keycloak's own door lets through: it looks at no profile. */
const hostileName = {
  firstName: 'Zoë <b>{0}</b> ${executeActionsSubject}',
  lastName: 'http://evil.example/ "&\u202e',
};
const shownHostileName = 'Zoë <b>{0}</b> $ {executeActionsSubject} http: //evil.example/ "&';

/** Somebody with a password and a proven address; without a name of their own a hostile one. */
export async function person(
  { admin, realm }: RealmFixture,
  locale: string,
  name?: { firstName: string; lastName: string },
): Promise<Person> {
  const username = `${name ? 'plain' : 'hostile'}-${locale}`;
  const email = `${username}@${realm}.example`;
  const account = {
    ...(name ?? hostileName),
    username,
    email,
    emailVerified: true,
    enabled: true,
    attributes: { locale: [locale] },
    credentials: [{ type: 'password', value: password }],
  };
  await admin.realms.partialImport({ realm, rep: { ifResourceExists: 'FAIL', users: [account] } });
  const [made] = await admin.users.find({ realm, username, exact: true });
  const shown = name ? `${name.firstName} ${name.lastName}` : shownHostileName;
  return { id: String(made?.id), username, email, name: shown };
}

/** What a person does at Keycloak, in a browser of their own without a window. */
export function atKeycloak({ issuer, input }: RealmFixture, username: string) {
  const browser: HttpBrowser = httpBrowser();
  const app = `${input.demoApp?.url}/callback`;
  const follow = (answer: Answer) => browser.follow(answer, (next) => !next.href.startsWith(app));
  const open = async (more: Record<string, string> = {}) =>
    follow(await browser.get(authorizeUrl(issuer, app, more)));
  const submit = async (page: Answer, fields: Record<string, string>) =>
    follow(await browser.submit(page, fields));
  const signIn = async (given: string, more: Record<string, string> = {}) =>
    submit(await open(more), { username, password: given });
  return {
    failToSignIn: () => signIn('wrong'),
    async forget() {
      const page = await open();
      const href = /href="([^"]*login-actions\/reset-credentials[^"]*)"/.exec(page.text)?.[1] ?? '';
      await submit(await browser.get(new URL(href.replaceAll('&amp;', '&'), page.url)), { username });
    },
    async choosePassword(link: string) {
      const form = { 'password-new': password, 'password-confirm': password };
      await submit(await follow(await browser.get(link)), form);
    },
    async giveEmail(email: string) {
      await submit(await signIn(password, { kc_action: 'UPDATE_EMAIL' }), { email });
    },
    async addAuthenticator() {
      const page = await open({ kc_action: 'CONFIGURE_TOTP' });
      const secret = /name="totpSecret" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const totp = new TOTP({ secret: Secret.fromUTF8(secret) }).generate();
      await submit(page, { totp, userLabel: 'Telefon' });
    },
    async removeAuthenticator(credentialId: string) {
      await submit(await open({ kc_action: `delete_credential:${credentialId}` }), { accept: 'yes' });
    },
    /** Comes by the partner's account and says that it is theirs. */
    async comeFromPartner() {
      const confirm = await signIn(password, { kc_idp_hint: 'partner' });
      await submit(confirm, { submitAction: 'linkAccount' });
    },
  };
}

/** Another realm whose accounts may be linked with those of this one by mail; `close` deletes it. */
export async function openPartner({ admin, realm, url, issuer }: RealmFixture, people: readonly Person[]) {
  const partner = `${realm}-partner`;
  const redirectUris = [`${issuer}/broker/partner/endpoint`];
  const client = { clientId: 'main', secret: 'not-a-secret-for-tests', redirectUris };
  const users = people.map(({ username, email }) => ({
    username,
    email,
    firstName: 'P',
    lastName: 'P',
    enabled: true,
    credentials: [{ type: 'password', value: password }],
  }));
  await admin.realms.create({ realm: partner, enabled: true, clients: [client], users });
  const at = `${url}/realms/${partner}/protocol/openid-connect`;
  await admin.identityProviders.create({
    realm,
    alias: 'partner',
    displayName: partnerName,
    providerId: 'oidc',
    enabled: true,
    firstBrokerLoginFlowAlias: 'first broker login',
    config: {
      issuer: `${url}/realms/${partner}`,
      authorizationUrl: `${at}/auth`,
      tokenUrl: `${at}/token`,
      jwksUrl: `${at}/certs`,
      useJwksUrl: 'true',
      validateSignature: 'true',
      clientId: client.clientId,
      clientSecret: client.secret,
      clientAuthMethod: 'client_secret_post',
      disableUserInfo: 'true',
    },
  });
  return { close: () => admin.realms.del({ realm: partner }) };
}

/** An administrator with an address, as which the mail server can be tried; `close` deletes them. */
export async function openTester({ realm, url, admin }: RealmFixture) {
  const master = await adminOfMaster();
  const client = { clientId: randomRealm(), secret: 'not-a-secret-for-tests', serviceAccountsEnabled: true };
  const made = await master.clients.create(client);
  const account = await master.clients.getServiceAccountUser({ id: made.id });
  const id = String(account.id);
  const role = await master.roles.findOneByName({ name: 'admin' });
  await master.users.addRealmRoleMappings({ id, roles: [{ id: String(role?.id), name: 'admin' }] });
  const own = await connectAdmin({ url, clientId: client.clientId, clientSecret: client.secret });
  const email = `admin@${realm}.example`;
  return {
    email,
    name: 'Tea Tester',
    async tryMailServer(locale: string) {
      const person = { ...account, firstName: 'Tea', lastName: 'Tester', email };
      await master.users.update({ id }, { ...person, attributes: { locale: [locale] } });
      const { smtpServer } = (await admin.realms.findOne({ realm })) ?? {};
      await own.realms.testSMTPConnection({ realm }, smtpServer as never);
    },
    close: () => master.clients.del({ id: made.id }),
  };
}
