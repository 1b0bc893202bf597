import { signIn } from '../support/browser.ts';
import { pressPasskeyButton, type Finger, withAuthenticator } from '../support/passkey.ts';
import type { KeycloakPage, Visit } from './_page.ts';
import { otp, password } from './_people.ts';
import { atLogin, comeIn } from './_sign-in-pages.ts';

const passkey = 'webauthn-register-passwordless';

/** Somebody with a passkey, signed out again; the finger is off. */
async function passkeyHolder(visit: Visit): Promise<{ id: string; username: string; finger: Finger }> {
  const { page } = visit;
  const finger = await withAuthenticator(page);
  page.on('dialog', (dialog) => void dialog.accept('Telefon'));
  const { id, username } = await comeIn(visit, {}, { kc_action: passkey });
  await pressPasskeyButton(page, '#registerWebAuthn');
  await page.waitForURL((url) => url.origin === visit.at.house.appUrl);
  await page.context().clearCookies();
  await finger.on(false);
  return { id, username, finger };
}

/** At the page that wants the passkey, after the password. */
async function askedForPasskey(visit: Visit): Promise<Finger> {
  const { username, finger } = await passkeyHolder(visit);
  await atLogin(visit);
  await signIn(visit.page, username, password);
  await visit.page.locator('#username').waitFor({ state: 'detached' });
  await visit.page.locator('#authenticateWebAuthnButton').waitFor();
  return finger;
}

export const factorPages: readonly KeycloakPage[] = [
  {
    name: 'otp-set-up',
    template: 'login-config-totp',
    title: 'loginTotpTitle',
    often: true,
    open: (visit) => comeIn(visit, { requiredActions: ['CONFIGURE_TOTP'] }),
  },
  {
    name: 'otp-set-up-by-hand',
    template: 'login-config-totp',
    title: 'loginTotpTitle',
    says: 'loginTotpManualStep2',
    async open(visit) {
      await comeIn(visit, { requiredActions: ['CONFIGURE_TOTP'] });
      await visit.page.locator('#mode-manual').click();
      await visit.page.locator('#kc-totp-secret-key').waitFor();
    },
  },
  {
    name: 'otp',
    template: 'login-otp',
    title: 'doLogIn',
    often: true,
    open: (visit) => comeIn(visit, { withOtp: true }),
  },
  {
    name: 'otp-wrong',
    template: 'login-otp',
    title: 'doLogIn',
    says: 'invalidTotpMessage',
    async open(visit) {
      await comeIn(visit, { withOtp: true });
      await visit.page.locator('#otp').fill('000000');
      await visit.page.locator('#kc-login').click();
    },
  },
  {
    name: 'select-authenticator',
    template: 'select-authenticator',
    title: 'loginChooseAuthenticator',
    async open(visit) {
      const { admin, realm } = visit.at;
      const { id, username } = await passkeyHolder(visit);
      await admin.users.update({ realm, id }, { credentials: [otp] });
      await atLogin(visit);
      await signIn(visit.page, username, password);
      await visit.page.locator('#try-another-way').click();
    },
  },
  {
    name: 'passkey',
    template: 'webauthn-authenticate',
    title: 'passkey-login-title',
    open: askedForPasskey,
  },
  {
    name: 'passkey-failed',
    template: 'webauthn-error',
    title: 'webauthn-error-title',
    async open(visit) {
      const finger = await askedForPasskey(visit);
      await finger.on(true);
      await finger.rightOne(false);
      await pressPasskeyButton(visit.page, '#authenticateWebAuthnButton');
      await visit.page.locator('#kc-error-credential-form').waitFor({ state: 'attached' });
    },
  },
  {
    name: 'passkey-set-up',
    template: 'webauthn-register',
    title: 'webauthn-registration-title',
    open: (visit) => comeIn(visit, {}, { kc_action: passkey }),
  },
  {
    name: 'recovery-codes',
    template: 'login-recovery-authn-code-config',
    title: 'recovery-code-config-header',
    open: (visit) => comeIn(visit, {}, { kc_action: 'CONFIGURE_RECOVERY_AUTHN_CODES' }),
  },
  {
    name: 'delete-credential',
    template: 'delete-credential',
    title: 'deleteCredentialTitle',
    async open(visit) {
      const { admin, realm } = visit.at;
      const { id, username } = await visit.person();
      const held = await admin.users.getCredentials({ realm, id });
      await atLogin(visit, { kc_action: `delete_credential:${held[0]?.id}` });
      await signIn(visit.page, username, password);
    },
  },
];
