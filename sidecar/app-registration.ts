import type { Strategy } from './members/decision.ts';
import { criteriaStrategy } from './criteria/criteria.strategy.ts';
import { accessLinkPage } from './app-access-links.ts';
import { codeAnswer, errorAnswer } from './broker/answer.ts';
import type { AuthorizeDeps } from './broker/authorize.routes.ts';
import type { Composed } from './compose.ts';
import { inviteAgain } from './invitations/invite-one.service.ts';
import { providerAlias } from './keycloak/account.rules.ts';
import { openRelyingParty } from './keycloak/relying-party.ts';
import { noticeMessages } from './criteria/notice.message.ts';
import { forgetMisses } from './criteria/slowing.store.ts';
import type { MessageKind } from './mail/kind.ts';
import { AppError } from './platform/errors.ts';
import { visitorKey } from './platform/http/address.rules.ts';
import { visitorMark } from './platform/http/visitor.ts';
import { openRateLimit } from './platform/rate-limit.ts';
import { accountRoutes } from './registration/account.routes.ts';
import { appStartRoutes } from './registration/app-start.routes.ts';
import { registerAtAuthorize } from './registration/authorize.service.ts';
import { browserCookieName } from './registration/begin.service.ts';
import type { SendCodeDeps } from './registration/code.service.ts';
import type { RegistrationDeps } from './registration/deps.ts';
import { knownMessages } from './registration/known.message.ts';
import { joinRoutes } from './registration/join.routes.ts';
import { emailCodeMessage } from './registration/registration.message.ts';
import { registrationRedemption } from './registration/registration.redemption.ts';
import { registrationRoutes as pageRoutes } from './registration/registration.routes.ts';
import { registrationQueue } from './registration/queue.ts';
import { endHeld } from './registration/held.service.ts';
import { refusedMessage } from './registration/refused.message.ts';
import { reviewRoutes } from './registration/review.routes.ts';
import { forgetTries, openTries } from './registration/tries.store.ts';
import type { Services } from './services.ts';

/** New registrations from one address; generous, because a company may share one. */
const beginning = (prefix: string) => ({ prefix: `${prefix}:registering`, points: 1200, seconds: 600 });

const heldAtOnce = 200;

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
    identityProvider: providerAlias,
    cookieName: browserCookieName(origin.startsWith('https:')),
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
  const joining = { ...deps, mayBegin };
  return {
    register,
    redemption: registrationRedemption(deps),
    routes: [
      ...pageRoutes({ ...deps, ...start }),
      ...appStartRoutes({ ...deps, ...start, mayBegin }),
      ...joinRoutes(joining),
      ...accountRoutes(joining),
      ...accessLinkPage(deps, mayBegin),
    ],
  };
}

/** What "code sent" needs in the worker, whose part it is. */
export function codeMails({ db, clock, keys }: Services, { origin, invite }: Composed): SendCodeDeps {
  return {
    db,
    clock,
    origin,
    ring: keys.ring,
    nudgeMail: invite.nudgeMail,
    mayMail: openTries(keys.ring).mayMail,
    inviteAgain: (trx, memberId) => inviteAgain(invite, trx, memberId),
  };
}

/** Messages whose cause is a registration, or tries of one. */
export function registrationMessages({ keys, clock, config }: Services): MessageKind[] {
  const deps = { ring: keys.ring, clock, origin: config.PUBLIC_URL };
  return [emailCodeMessage(deps), refusedMessage(deps), ...knownMessages(deps), ...noticeMessages(deps)];
}

/** Registration by stored facts. */
export function criteriaWay({ keys }: Services, origin: string): Strategy {
  return criteriaStrategy({ ring: keys.ring, publicUrl: origin, tries: openTries(keys.ring) });
}

/** What strangers' tries leave behind, for the worker's sweep: people who waited in vain, and counts of windows that are over. */
export async function sweepTries({ db, clock, config: { PUBLIC_URL: origin } }: Services): Promise<void> {
  while ((await endHeld({ db, origin }, clock(), heldAtOnce)) === heldAtOnce);
  await forgetTries(db, clock());
  await forgetMisses(db, clock());
}

/** The managers' page of those who wait. */
export function reviewPages({ db, clock, nudger }: Services) {
  const nudge = (rows: readonly string[]) =>
    nudger.nudge(
      registrationQueue,
      rows.map((row) => ({ row, attempt: clock().getTime() })),
    );
  return reviewRoutes({ db, clock, nudge });
}
