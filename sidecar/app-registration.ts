import { codeAnswer, errorAnswer } from './broker/answer.ts';
import type { AuthorizeDeps } from './broker/authorize.routes.ts';
import type { Composed } from './compose.ts';
import { inviteAgain } from './invitations/invite-one.service.ts';
import { openRelyingParty } from './keycloak/relying-party.ts';
import type { MessageKind } from './mail/kind.ts';
import { AppError } from './platform/errors.ts';
import { visitorKey } from './platform/http/address.rules.ts';
import { visitorMark } from './platform/http/visitor.ts';
import { openRateLimit } from './platform/rate-limit.ts';
import { appStartRoutes } from './registration/app-start.routes.ts';
import { registerAtAuthorize } from './registration/authorize.service.ts';
import type { SendCodeDeps } from './registration/code.service.ts';
import type { RegistrationDeps } from './registration/deps.ts';
import { joinRoutes } from './registration/join.routes.ts';
import { emailCodeMessage } from './registration/registration.message.ts';
import { registrationRedemption } from './registration/registration.redemption.ts';
import { registrationRoutes as pageRoutes } from './registration/registration.routes.ts';
import { registrationQueue } from './registration/queue.ts';
import type { Services } from './services.ts';

/** New registrations from one address; generous, because a company may share one. */
const beginning = (prefix: string) => ({ prefix: `${prefix}:registering`, points: 1200, seconds: 600 });

/** What the rooms that begin a registration, and its own pages, are handed. */
export function registrationDeps(services: Services, composed: Composed): RegistrationDeps {
  const { config, db, store, directory, clock, keys, nudger, issuer, internalIssuer, currentKey } = services;
  const { origin } = composed;
  const answers = { store, issuer: `${origin}/op` };
  return {
    db,
    clock,
    directory,
    ring: keys.ring,
    origin,
    party: openRelyingParty({
      issuer,
      internalIssuer,
      clientId: 'einlass-links',
      redirectUri: `${origin}/registration/callback`,
      currentKey,
    }),
    identityProvider: 'access',
    cookieName: `${origin.startsWith('https:') ? '__Secure-' : ''}einlass_registration`,
    appUrl: config.START_APP_URL ?? origin,
    codeAnswer: ({ state, nonce, ...answer }, what) =>
      codeAnswer(answers, { ...answer, state, nonce }, { ...what, kind: 'registration' }),
    errorAnswer: ({ redirectUri, state }, error) => errorAnswer(answers, { redirectUri, state }, error),
    nudge: (row) => nudger.nudge(registrationQueue, [{ row, attempt: clock().getTime() }]),
  };
}

/** The pages, and what the broker needs to let somebody in who registered. */
export function registrationWeb(services: Services, composed: Composed) {
  const { config, redis, log, store } = services;
  const deps = registrationDeps(services, composed);
  const start = { store, apps: config.REGISTRATION_APPS };
  const mayBegin = openRateLimit(redis, beginning(config.REDIS_PREFIX), log);
  const register: AuthorizeDeps['register'] = async (request, { locale, cookie, request: { ip } }) => {
    if (!(await mayBegin(visitorKey(ip)))) throw new AppError('too_many');
    return registerAtAuthorize(deps, { locale, cookie, visitor: visitorMark(deps.ring, ip) }, request);
  };
  return {
    register,
    redemption: registrationRedemption(deps),
    routes: [
      ...pageRoutes({ ...deps, ...start }),
      ...appStartRoutes({ ...deps, ...start, mayBegin }),
      ...joinRoutes({ ...deps, company: composed.company, mayBegin }),
    ],
  };
}

/** What "code sent" needs in the worker, whose part it is. */
export function codeMails({ db, clock }: Services, { origin, invite }: Composed): SendCodeDeps {
  return {
    db,
    clock,
    origin,
    nudgeMail: invite.nudgeMail,
    mayMail: async () => true,
    inviteAgain: (trx, memberId) => inviteAgain(invite, trx, memberId),
  };
}

/** Messages whose cause is a registration. */
export function registrationMessages({ keys, clock }: Services): MessageKind[] {
  return [emailCodeMessage({ ring: keys.ring, clock })];
}
