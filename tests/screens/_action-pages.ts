import { invitePeople } from '../support/invited-people.ts';
import { actionLinkIn, mailTo } from '../support/mailbox.ts';
import type { KeycloakPage, Visit } from './_page.ts';
import { comeIn, submit } from './_sign-in-pages.ts';

/** Gives a new address; answers it. */
async function giveEmail(visit: Visit): Promise<string> {
  const { email } = await comeIn(visit, {}, { kc_action: 'UPDATE_EMAIL' });
  const next = `neu.${email}`;
  await visit.page.locator('#email').fill(next);
  await visit.page.locator('#kc-submit').click();
  await visit.page.locator('#kc-info-message').waitFor();
  return next;
}

/** The link of a mail by which an administrator asks somebody for something. */
async function askedFor(visit: Visit, actions: string[]): Promise<string> {
  const { admin, realm } = visit.at;
  const { id, email } = await visit.person();
  await admin.users.executeActionsEmail({ realm, id, actions });
  return actionLinkIn(await mailTo(email));
}

const deviceClient = {
  publicClient: true,
  attributes: { 'oauth2.device.authorization.grant.enabled': 'true' },
};

/** A client of the realm that is there once it was asked for. */
async function client({ at }: Visit, clientId: string, like: object): Promise<string> {
  const { admin, realm } = at;
  const found = await admin.clients.find({ realm, clientId });
  if (found.length === 0) await admin.clients.create({ realm, clientId, ...like });
  return clientId;
}

export const actionPages: readonly KeycloakPage[] = [
  {
    // Somebody took the link with Einlass away at Keycloak, and an invitation is pressed.
    name: 'account-not-linked',
    template: 'error',
    title: 'errorTitle',
    says: 'access-denied',
    async open({ page, at }) {
      const [invited] = await invitePeople(at.house, 1);
      const [realm, id] = [at.realm, String(invited?.userId)];
      await at.admin.users.delFromFederatedIdentity({ realm, id, federatedIdentityId: 'access' });
      await page.goto(String(invited?.link));
      await page.locator('main button[type=submit]').first().click();
      await page.locator('#kc-page-title').waitFor();
    },
  },
  {
    name: 'update-email',
    template: 'update-email',
    title: 'updateEmailTitle',
    often: true,
    open: (visit) => comeIn(visit, {}, { kc_action: 'UPDATE_EMAIL' }),
  },
  {
    name: 'update-email-refused',
    template: 'update-email',
    title: 'updateEmailTitle',
    says: 'invalidEmailMessage',
    async open(visit) {
      await comeIn(visit, {}, { kc_action: 'UPDATE_EMAIL' });
      await visit.page.locator('#email').fill('erika(at)muster');
      await visit.page.locator('#kc-submit').click();
    },
  },
  {
    name: 'update-email-sent',
    template: 'info',
    title: 'emailUpdateConfirmationSentTitle',
    says: 'emailUpdateConfirmationSent',
    open: giveEmail,
  },
  {
    name: 'update-email-done',
    template: 'info',
    title: 'emailUpdatedTitle',
    says: 'emailUpdated',
    async open(visit) {
      await visit.page.goto(actionLinkIn(await mailTo(await giveEmail(visit))));
    },
  },
  {
    name: 'update-profile',
    template: 'login-update-profile',
    title: 'loginProfileTitle',
    open: (visit) => comeIn(visit, { requiredActions: ['UPDATE_PROFILE'] }),
  },
  {
    name: 'verify-email',
    template: 'login-verify-email',
    title: 'emailVerifyTitle',
    open: (visit) => comeIn(visit, { requiredActions: ['VERIFY_EMAIL'], emailVerified: false }),
  },
  {
    name: 'asked-by-mail',
    template: 'info',
    title: 'confirmExecutionOfActions',
    async open(visit) {
      await visit.page.goto(await askedFor(visit, ['UPDATE_PASSWORD', 'UPDATE_PROFILE']));
    },
  },
  {
    name: 'asked-by-mail-done',
    template: 'info',
    title: 'accountUpdatedTitle',
    says: 'accountUpdatedMessage',
    async open(visit) {
      const { page } = visit;
      await page.goto(await askedFor(visit, ['UPDATE_PROFILE']));
      await page.locator('#kc-info-message a').click();
      await submit(page);
      await page.locator('#kc-info-message').waitFor();
    },
  },
  {
    name: 'consent',
    template: 'login-oauth-grant',
    title: 'oauthGrantTitle',
    async open(visit) {
      const redirect_uri = `${visit.at.house.appUrl}/`;
      const like = {
        name: 'Schichtplan',
        publicClient: true,
        consentRequired: true,
        redirectUris: [redirect_uri],
      };
      const client_id = await client(visit, 'with-consent', like);
      await comeIn(visit, {}, { client_id, redirect_uri, scope: 'openid profile email' });
    },
  },
  {
    name: 'device-code',
    template: 'login-oauth2-device-verify-user-code',
    title: 'oauth2DeviceVerificationTitle',
    async open(visit) {
      await client(visit, 'device', deviceClient);
      await visit.page.goto(`${visit.at.issuer}/device`);
    },
  },
];
