import type { RequestHandler } from 'express';
import { type BackchannelDeps, backchannelLogout, bindSession } from './admin-ui/backchannel-logout.ts';
import { type SignInDeps, signInRoutes } from './admin-ui/sign-in.routes.ts';
import type { Place } from './admin-ui/sign-in.rules.ts';
import { realmKeys } from './broker/client-assertion.ts';
import { openRelyingParty } from './keycloak/relying-party.ts';
import { RedisSessions, type SessionCookie, sessions } from './platform/http/session.ts';
import { subKeys } from './platform/secrets.ts';
import type { Services } from './services.ts';

const minutes = (count: number): number => count * 60;

type Ways = {
  clientId: string;
  /** Sub key that signs the cookie, so that one part's cookie opens no other. */
  purpose: string;
  prefix: string;
  seconds: number;
  cookie?: SessionCookie['below'];
};
const ways: Readonly<Record<Place, Ways>> = {
  '/admin': { clientId: 'einlass-admin', purpose: 'session', prefix: '', seconds: minutes(8 * 60) },
  '/me': {
    clientId: 'einlass-me',
    purpose: 'session of /me',
    prefix: ':me',
    // As long as an idle session at Keycloak: computers in staff rooms are shared.
    seconds: minutes(30),
    cookie: { path: '/me', name: 'einlass_me' },
  },
};

/**
 * The sign-in of one part of the site: its routes, the session that they make, and the way to Keycloak. `completed` is told whose
 * sign-in has ended well.
 */
export function signInAt(services: Services, place: Place, completed: SignInDeps['completed']) {
  const { config, redis, store, issuer, internalIssuer, currentKey, keys } = services;
  const { clientId, purpose, prefix, seconds, cookie } = ways[place];
  const origin = config.PUBLIC_URL;
  const sessionStore = new RedisSessions(redis, config.REDIS_PREFIX + prefix, seconds);
  const destroySession = (id: string) =>
    new Promise<void>((done, fail) =>
      sessionStore.destroy(id, (error) => (error ? fail(error as Error) : done())),
    );
  const realm = realmKeys(`${internalIssuer}/protocol/openid-connect/certs`);
  const backchannel: BackchannelDeps = { store, keys: realm, issuer, clientId, destroySession };
  const redirectUri = `${origin}${place}/callback`;
  const party = openRelyingParty({ issuer, internalIssuer, clientId, redirectUri, currentKey });
  const routes = signInRoutes({
    place,
    origin,
    party,
    bindSession: (sid, sessionId) => bindSession(backchannel, sid, sessionId),
    backchannelLogout: (token) => backchannelLogout(backchannel, token),
    completed,
  });
  const kept = { https: origin.startsWith('https:'), ...(cookie ? { below: cookie } : {}) };
  const session: RequestHandler = sessions(sessionStore, () => subKeys(keys.ring, purpose), kept);
  return { place, party, routes, session };
}
