import type { Request, RequestHandler, Response } from 'express';
import { AuthorizationResponseError } from 'openid-client';
import { attemptCookie, cookieOf, cookieOptions, localeOf, sessionCookie } from './cookies.ts';
import { afterAction } from './email-hint.ts';
import type { Oidc } from './oidc.ts';
import type { Notes } from './notes.ts';
import { messagePage } from './pages.ts';
import type { Sessions } from './sessions.ts';
import type { Settings } from './settings.ts';

export type AppDeps = {
  settings: Settings;
  sessions: Sessions;
  /** What hangs out in the closed areas. */
  notes: Notes;
  /** Undefined until Keycloak has been reached. */
  oidc: () => Oidc | undefined;
};

/** Registering begins at Einlass, which first looks who is signed in and then leads to our `/register`. */
export function registerUrl({ EINLASS_URL, APP_URL }: Settings): string {
  return `${EINLASS_URL}/register?app=${encodeURIComponent(`${APP_URL}/register`)}`;
}

/** Keycloak's way to say that a page was left open too long: the sign-in is simply started again. */
const startAgain = new Set(['temporarily_unavailable', 'authentication_expired']);

export function notReady(request: Request, response: Response): void {
  response.status(503).send(messagePage(localeOf(request), 'notYet'));
}

function notDone(request: Request, response: Response): void {
  response.status(400).send(messagePage(localeOf(request), 'notDone'));
}

/**
 * Off to Keycloak; whoever has a session there comes straight back. `more` are further parameters: with `kc_idp_hint=access` the
 * sign-in begins with registering.
 */
export function login(
  { settings, sessions, oidc }: AppDeps,
  more: Readonly<Record<string, string>> = {},
): RequestHandler {
  return async (request, response) => {
    const provider = oidc();
    if (!provider) return notReady(request, response);
    const { url, attempt } = await provider.start(localeOf(request), more);
    response.cookie(attemptCookie, sessions.attempts.add(attempt), cookieOptions(settings.APP_URL));
    response.redirect(303, url);
  };
}

/** Keycloak's answer, good for the browser that asked, once. */
export function callback({ settings, sessions, oidc }: AppDeps): RequestHandler {
  const keep = cookieOptions(settings.APP_URL);
  return async (request, response) => {
    const attempt = sessions.attempts.take(cookieOf(request, attemptCookie));
    const provider = oidc();
    response.clearCookie(attemptCookie, keep);
    if (!attempt || !provider) return notDone(request, response);
    try {
      const session = await provider.finish(new URL(request.originalUrl, settings.APP_URL).search, attempt);
      sessions.people.take(cookieOf(request, sessionCookie));
      response.cookie(sessionCookie, sessions.people.add(session), keep);
      response.redirect(303, afterAction(request, response, session, settings.APP_URL));
    } catch (error) {
      const told =
        error instanceof AuthorizationResponseError ? [error.error, error.error_description ?? ''] : [];
      if (told.some((word) => startAgain.has(word))) return response.redirect(303, '/login');
      notDone(request, response);
    }
  };
}

/** Ends the session here, then Keycloak's (RP-initiated logout). */
export function logout({ settings, sessions, oidc }: AppDeps): RequestHandler {
  return (request, response) => {
    const session = sessions.people.take(cookieOf(request, sessionCookie));
    response.clearCookie(sessionCookie, cookieOptions(settings.APP_URL));
    response.redirect(303, (session && oidc()?.logoutUrl(session)) ?? '/');
  };
}

/** Keycloak says that a session has ended somewhere else (OpenID Connect Back-Channel Logout 1.0). */
export function backchannelLogout({ sessions, oidc }: AppDeps): RequestHandler {
  return async (request, response) => {
    const token = (request.body as { logout_token?: unknown } | undefined)?.logout_token;
    try {
      const ended = await oidc()?.verifyLogout(typeof token === 'string' ? token : '');
      if (!ended) throw new Error('not ready');
      sessions.people.removeWhere(({ sid, sub }) => (ended.sid ? sid === ended.sid : sub === ended.sub));
      response.status(200).end();
    } catch {
      response.status(400).json({ error: 'invalid_request' });
    }
  };
}
