import { registrationWeb } from './app-registration.ts';
import { authorizeRoutes } from './broker/authorize.routes.ts';
import { realmKeys } from './broker/client-assertion.ts';
import { cookieNames, startLinkLogin } from './broker/link-login.ts';
import { linkLoginRoutes } from './broker/link-login.routes.ts';
import { tokenRoutes } from './broker/token.routes.ts';
import type { Composed } from './compose.ts';
import { invitationRedemption } from './invitations/invitation.redemption.ts';
import { linkRoutes } from './invitations/link.routes.ts';
import { requestAnew } from './invitations/request.service.ts';
import { providerAlias } from './keycloak/account.rules.ts';
import { openRelyingParty } from './keycloak/relying-party.ts';
import { openRateLimit } from './platform/rate-limit.ts';
import type { Services } from './services.ts';

const brokerClient = 'keycloak';
/** New links and password mails asked for from one address; generous, because a company may share one. */
const asking = (prefix: string) => ({ prefix: `${prefix}:asking`, points: 120, seconds: 600 });
/** Pages of links that told that they are seen; many people of a company may stand behind one address. */
const telling = (prefix: string) => ({ prefix: `${prefix}:telling`, points: 1200, seconds: 600 });

/** The sidecar as identity provider, and what it lets people in by: invitations and registrations. */
export function brokerRoutes(services: Services, composed: Composed, https: boolean) {
  const { config, store, redis, keys, issuer, internalIssuer, currentKey, log } = services;
  const { origin, redemption, invite } = composed;
  const redemptions = { invitation: invitationRedemption(redemption) };
  const redirectUri = `${config.KEYCLOAK_URL}/realms/${config.KEYCLOAK_REALM}/broker/${providerAlias}/endpoint`;
  const cookies = cookieNames(https);
  const party = openRelyingParty({
    issuer,
    internalIssuer,
    clientId: 'einlass-links',
    redirectUri: `${origin}/i/callback`,
    currentKey,
  });
  const assertion = {
    keys: realmKeys(`${internalIssuer}/protocol/openid-connect/certs`),
    clientId: brokerClient,
    audience: `${origin}/op/token`,
    used: store,
  };
  const common = { store, issuer: `${origin}/op`, clientId: brokerClient };
  const registration = registrationWeb(services, composed);
  const login = { store, party, identityProvider: providerAlias, cookies };
  return [
    ...authorizeRoutes({
      ...common,
      redemptions,
      redirectUri,
      handleCookie: cookies.handle,
      register: registration.register,
    }),
    ...tokenRoutes({
      ...common,
      redemptions: { ...redemptions, registration: registration.redemption },
      keys,
      assertion,
      log,
    }),
    ...registration.routes,
    ...linkLoginRoutes({ ...login, redemptions, origin, appUrl: redemption.appUrl }),
    ...linkRoutes({
      ...redemption,
      requestAnew: (presented) => requestAnew(invite, presented),
      mayAsk: openRateLimit(redis, asking(config.REDIS_PREFIX), log),
      mayTell: openRateLimit(redis, telling(config.REDIS_PREFIX), log),
      startLogin: (id, visit) => startLinkLogin(login, { kind: 'invitation', id }, visit),
    }),
  ];
}
