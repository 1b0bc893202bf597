import { registrationFlow } from './flows.ts';
import { boundFlows, passkeySettings } from './second-factor.ts';
import { smtpMark, smtpServer } from './smtp.ts';
import { themeSettings } from './themes.ts';
import type { Owned, RealmInput } from './types.ts';

const minutes = (count: number): number => count * 60;
const hours = (count: number): number => minutes(count * 60);
const days = (count: number): number => hours(count * 24);

/** Settings of the realm itself; what is not named here stays as the operator or Keycloak has it. */
export function realmSettings(input: RealmInput): Owned {
  return {
    displayName: input.displayName,
    enabled: true,
    // Only so can the service account see one client, realm-management, instead of all with their secrets.
    adminPermissionsEnabled: true,
    ...signIn,
    ...sessions,
    ...guessing,
    ...events,
    ...languages,
    ...passkeySettings,
    ...themeSettings(input),
    ...(input.smtp ? { smtpServer: smtpServer(input.smtp) } : {}),
    attributes: {
      // Only as an attribute does Keycloak take the life of admin events.
      adminEventsExpiration: String(days(30)),
      // Whoever gives a private address at work reads its mail at home; by default the link lives as long as a page.
      'actionTokenGeneratedByUserLifespan.update-email': String(hours(24)),
      ...(input.smtp?.password ? { 'einlass.smtpPasswordMark': smtpMark(input.realm, input.smtp) } : {}),
    },
  };
}

/** Keycloak's "Registrieren", `prompt=create` and `/registrations` all lead to the sidecar through this flow. */
export function flowSettings(input: RealmInput): Owned {
  return { registrationAllowed: true, registrationFlow, ...boundFlows(input).realm };
}

const signIn: Owned = {
  // People sign in with what they remember; an address therefore belongs to one account only.
  loginWithEmailAllowed: true,
  duplicateEmailsAllowed: false,
  registrationEmailAsUsername: false,
  // Without it Keycloak refuses a new user name even from administrators (seen on 26.7.4); the profile keeps it from the people themselves.
  editUsernameAllowed: true,
  // The rescue of everyone who has an address and left before choosing a password.
  resetPasswordAllowed: true,
  // The sidecar proves addresses before the account exists; Keycloak's mail opened elsewhere kills the running sign-in.
  verifyEmail: false,
  // Keycloak's default of 300 s throws slow readers off the page on which they choose their password.
  accessCodeLifespanUserAction: minutes(30),
  accessCodeLifespanLogin: minutes(30),
};

const sessions: Owned = {
  // Keycloak's own values, pinned: computers in staff rooms are shared.
  ssoSessionIdleTimeout: minutes(30),
  ssoSessionMaxLifespan: hours(10),
  // `revokeRefreshToken` is left to the operator: with it on, an app that refreshes twice at once loses its session ("Stale
  // token", seen on 26.7.4 with refreshTokenMaxReuse 1 and 5); the life of the SSO session bounds a stolen token here.
  // Area and role travel in the access token, so its life is how long a revoked grant goes on working.
  accessTokenLifespan: minutes(5),
};

const guessing: Owned = {
  bruteForceProtected: true,
  // A permanent lock would let anybody lock out a colleague whose user name they know.
  permanentLockout: false,
  failureFactor: 10,
  waitIncrementSeconds: minutes(1),
  maxFailureWaitSeconds: minutes(15),
  // Length is what counts (NIST SP 800-63B, 3.1.1.2); the upper end keeps hashing from being a denial of service.
  passwordPolicy: 'length(12) and maxLength(128) and notUsername(undefined) and notEmail(undefined)',
};

const events: Owned = {
  // Source of the feed by which changes made in the console or by the person reach Einlass.
  eventsEnabled: true,
  adminEventsEnabled: true,
  // What was written stands in the account; here it would outlive it.
  adminEventsDetailsEnabled: false,
  // Long enough to catch up after an outage, short enough for rows about persons.
  eventsExpiration: days(30),
};

const languages: Owned = {
  internationalizationEnabled: true,
  supportedLocales: { including: ['de', 'en'] },
  defaultLocale: 'de',
};
