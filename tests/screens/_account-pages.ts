import type { KeycloakPage, Visit } from './_page.ts';
import { signIn } from '../support/browser.ts';
import { password } from './_people.ts';

/** A page of the account console, once it shows something. */
const consolePage = (path: string) => async (visit: Visit) => {
  const { page, at } = visit;
  const { username } = await visit.person();
  await page.goto(`${at.issuer}/account/${path}`);
  await signIn(page, username, password);
  await page.locator('h1').first().waitFor();
  await page.locator('.pf-v5-c-spinner, .pf-v5-c-skeleton').first().waitFor({ state: 'detached' });
};

export const accountPages: readonly KeycloakPage[] = [
  { name: 'account', title: 'personalInfo', often: true, open: consolePage('') },
  {
    name: 'account-signing-in',
    title: 'signingIn',
    often: true,
    open: consolePage('account-security/signing-in'),
  },
  { name: 'account-devices', title: 'deviceActivity', open: consolePage('account-security/device-activity') },
  { name: 'account-linked', title: 'linkedAccounts', open: consolePage('account-security/linked-accounts') },
  { name: 'account-applications', title: 'application', open: consolePage('applications') },
];
