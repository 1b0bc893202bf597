import type { RequestHandler } from 'express';
import { attemptCookie, cookieOf, cookieOptions, localeOf, sessionCookie } from './cookies.ts';
import { askLater } from './email-hint.ts';
import { type AppDeps, notReady } from './sign-in.ts';

/** GET /email: Keycloak's page for adding an e-mail, which has "Abbrechen" because an app asked for it (`kc_action`). */
export function addEmail({ settings, sessions, oidc }: AppDeps): RequestHandler {
  return async (request, response) => {
    const provider = oidc();
    if (!provider) return notReady(request, response);
    const id = cookieOf(request, sessionCookie);
    const session = sessions.people.get(id);
    if (!session) return response.redirect(303, '/login');
    const { url, attempt } = await provider.start(localeOf(request), { kc_action: 'UPDATE_EMAIL' });
    // After "mail sent" Keycloak only links back, so nothing but this says that an address may be on its way.
    sessions.people.put(id, { ...session, awaitsEmail: true });
    response.cookie(attemptCookie, sessions.attempts.add(attempt), cookieOptions(settings.APP_URL));
    response.redirect(303, url);
  };
}

/** POST /email/later: the hint goes away for thirty days. */
export function emailLater({ settings, sessions }: AppDeps): RequestHandler {
  return (request, response) => {
    const session = sessions.people.get(cookieOf(request, sessionCookie));
    if (session) askLater(response, session, settings.APP_URL);
    response.redirect(303, '/');
  };
}
