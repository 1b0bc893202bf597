import type { RequestHandler, Response } from 'express';
import type { JWTPayload } from 'jose';
import { cookieOf, cookieOptions, sessionCookie } from './cookies.ts';
import type { Session } from './sessions.ts';
import { type AppDeps, notReady } from './sign-in.ts';

export type Person = { session: Session; claims: JWTPayload };

/** Who is signed in, after `identify`; undefined for nobody. */
export const personOf = (response: Response): Person | undefined =>
  response.locals['person'] as Person | undefined;

/**
 * Looks who is signed in, with new tokens at every look, so that what was granted or taken away meanwhile shows at once. While Keycloak
 * cannot be reached, whoever was signed in is told so.
 */
export function identify({ settings, sessions, oidc }: AppDeps): RequestHandler {
  return async (request, response, next) => {
    const id = cookieOf(request, sessionCookie);
    const known = sessions.people.get(id);
    const provider = oidc();
    if (!known) return next();
    if (!provider) return notReady(request, response);
    const session = await provider.fresh(known);
    if (session) {
      sessions.people.put(id, session);
      response.locals['person'] = { session, claims: await provider.claims(session) } satisfies Person;
    } else {
      sessions.people.take(id);
      response.clearCookie(sessionCookie, cookieOptions(settings.APP_URL));
    }
    next();
  };
}
