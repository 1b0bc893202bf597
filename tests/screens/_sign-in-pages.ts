import type { Page } from 'playwright-core';
import { choosePassword, signIn } from '../support/browser.ts';
import { actionLinkIn, mailTo } from '../support/mailbox.ts';
import type { KeycloakPage, Visit } from './_page.ts';
import { password, type Someone } from './_people.ts';

export const atLogin = ({ page, auth }: Visit, more: Record<string, string> = {}) => page.goto(auth(more));

/** Somebody new, with the password typed. */
export async function comeIn(visit: Visit, like: Someone = {}, more: Record<string, string> = {}) {
  const person = await visit.person(like);
  await atLogin(visit, more);
  await signIn(visit.page, person.username, password);
  return person;
}

/** The one button of a form of Keycloak's. */
export const submit = (page: Page) => page.locator('input[type=submit], button[type=submit]').first().click();

async function forget(visit: Visit): Promise<string> {
  const { email } = await visit.person();
  await atLogin(visit);
  await visit.page.locator('a[href*="reset-credentials"]').click();
  await visit.page.locator('#username').fill(email);
  await submit(visit.page);
  return email;
}

/** The registration at the sidecar, asked for by Keycloak's link; answers the `state` of Keycloak's request. */
async function register({ page }: Visit): Promise<string> {
  const asked = page.waitForRequest((request) => request.url().includes('/op/authorize?'));
  await page.locator('#kc-registration a').click();
  const { searchParams } = new URL((await asked).url());
  await page.locator('main').waitFor();
  return String(searchParams.get('state'));
}

/** Signed in, and at a page of the app no more. */
async function insideNow(visit: Visit): Promise<void> {
  await comeIn(visit);
  await visit.page.waitForURL((url) => url.origin === visit.at.house.appUrl);
}

export const signInPages: readonly KeycloakPage[] = [
  {
    name: 'login',
    template: 'login',
    title: 'loginAccountTitle',
    often: true,
    open: (visit) => atLogin(visit),
  },
  {
    name: 'login-wrong-password',
    template: 'login',
    title: 'loginAccountTitle',
    says: 'invalidUserMessage',
    often: true,
    async open(visit) {
      const { username } = await visit.person();
      await atLogin(visit);
      await signIn(visit.page, username, 'falsch');
    },
  },
  {
    name: 'login-again',
    template: 'login',
    title: 'loginAccountTitle',
    says: 'reauthenticate',
    async open(visit) {
      await insideNow(visit);
      await atLogin(visit, { prompt: 'login' });
    },
  },
  {
    name: 'login-registration-cancelled',
    template: 'login',
    title: 'loginAccountTitle',
    says: 'access-denied-when-idp-auth',
    async open(visit) {
      await atLogin(visit);
      await register(visit);
      await visit.page.getByRole('button', { name: /Abbrechen|Cancel/ }).click();
      await visit.page.locator('#kc-login').waitFor();
    },
  },
  {
    name: 'login-registration-failed',
    template: 'login',
    title: 'loginAccountTitle',
    says: 'identityProviderUnexpectedErrorMessage',
    async open(visit) {
      await atLogin(visit);
      const answer = new URLSearchParams({ error: 'server_error', state: await register(visit) });
      await visit.page.goto(`${visit.at.issuer}/broker/access/endpoint?${answer}`);
    },
  },
  {
    name: 'forgot-password',
    template: 'login-reset-password',
    title: 'emailForgotTitle',
    often: true,
    async open(visit) {
      await atLogin(visit);
      await visit.page.locator('a[href*="reset-credentials"]').click();
    },
  },
  {
    name: 'forgot-password-sent',
    template: 'login',
    title: 'loginAccountTitle',
    says: 'emailSentMessage',
    often: true,
    open: forget,
  },
  {
    name: 'update-password',
    template: 'login-update-password',
    title: 'updatePasswordTitle',
    often: true,
    async open(visit) {
      await visit.page.goto(actionLinkIn(await mailTo(await forget(visit))));
    },
  },
  {
    name: 'update-password-refused',
    template: 'login-update-password',
    title: 'updatePasswordTitle',
    says: 'invalidPasswordMinLengthMessage',
    async open(visit) {
      await comeIn(visit, { requiredActions: ['UPDATE_PASSWORD'] });
      await choosePassword(visit.page, 'zu-kurz');
    },
  },
  {
    name: 'link-used',
    template: 'error',
    title: 'errorTitle',
    says: 'expiredActionTokenNoSessionMessage',
    async open(visit) {
      const link = actionLinkIn(await mailTo(await forget(visit)));
      await visit.page.goto(link);
      await choosePassword(visit.page, 'Noch-ein-Passwort-8');
      await visit.page.waitForURL((url) => url.origin === visit.at.house.appUrl);
      await visit.page.context().clearCookies();
      await visit.page.goto(link);
    },
  },
  {
    name: 'page-expired',
    template: 'login-page-expired',
    title: 'pageExpiredTitle',
    async open(visit) {
      const { username } = await visit.person({ requiredActions: ['UPDATE_PASSWORD'] });
      await atLogin(visit);
      const before = await visit.page.locator('#kc-form-login').getAttribute('action');
      await signIn(visit.page, username, password);
      await visit.page.locator('#password-new').waitFor();
      await visit.page.goto(String(before));
    },
  },
  {
    name: 'error-unknown-app',
    template: 'error',
    title: 'errorTitle',
    says: 'clientNotFoundMessage',
    open: (visit) => atLogin(visit, { client_id: 'nobody' }),
  },
  {
    name: 'error-unknown-address',
    template: 'error',
    title: 'errorTitle',
    says: 'invalidParameterMessage',
    open: (visit) => atLogin(visit, { redirect_uri: 'https://elsewhere.example/' }),
  },
  {
    name: 'error-cookies',
    template: 'error',
    title: 'errorTitle',
    says: 'cookieNotFoundMessage',
    async open(visit) {
      await atLogin(visit);
      await visit.page.context().clearCookies();
      await signIn(visit.page, 'irgendwer', password);
      await visit.page.locator('#kc-error-message').waitFor();
    },
  },
  {
    name: 'logout-confirm',
    template: 'logout-confirm',
    title: 'logoutConfirmTitle',
    async open(visit) {
      await insideNow(visit);
      await visit.page.goto(`${visit.at.issuer}/protocol/openid-connect/logout`);
    },
  },
  {
    name: 'logged-out',
    template: 'info',
    title: 'successLogout',
    async open(visit) {
      await insideNow(visit);
      await visit.page.goto(`${visit.at.issuer}/protocol/openid-connect/logout`);
      await visit.page.locator('#kc-logout').click();
      await visit.page.locator('#kc-info-message').waitFor({ state: 'attached' });
    },
  },
];
