import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import { areasOf } from './access.rules.ts';
import { addEmail, emailLater } from './add-email.ts';
import { cookieOf, cookieOptions, localeOf, sessionCookie } from './cookies.ts';
import { emailNote } from './email-hint.ts';
import { homePage, landingPage, messagePage } from './pages.ts';
import { type AppDeps, backchannelLogout, callback, login, logout, notReady } from './sign-in.ts';

/** Who is signed in, with a token that Keycloak still stands by, or the landing page. */
function home({ settings, sessions, oidc }: AppDeps): RequestHandler {
  const keep = cookieOptions(settings.APP_URL);
  return async (request, response) => {
    const locale = localeOf(request);
    const id = cookieOf(request, sessionCookie);
    const known = sessions.people.get(id);
    const provider = oidc();
    if (!known) return void response.send(landingPage(locale, registerUrl(settings)));
    if (!provider) return notReady(request, response);
    const session = await provider.fresh(known, known.awaitsEmail);
    if (!session) {
      sessions.people.take(id);
      return void response.clearCookie(sessionCookie, keep).send(landingPage(locale, registerUrl(settings)));
    }
    const note = emailNote(request, session);
    if (note !== 'sent') delete session.awaitsEmail;
    sessions.people.put(id, session);
    const areas = areasOf(await provider.access(session));
    response.send(homePage(locale, session, areas, { einlassUrl: settings.EINLASS_URL, note }));
  };
}

/** Registering begins at Einlass, which first looks who is signed in and then leads to our `/register`. */
function registerUrl({ EINLASS_URL, APP_URL }: AppDeps['settings']): string {
  return `${EINLASS_URL}/register?app=${encodeURIComponent(`${APP_URL}/register`)}`;
}

function headers(issuer: string): RequestHandler {
  const own = ["'self'"];
  const directives = {
    defaultSrc: ["'none'"],
    styleSrc: own,
    imgSrc: [...own, 'data:'],
    // Signing out is a form whose answer leads to Keycloak, and Chromium checks the whole chain.
    formAction: [...own, new URL(issuer).origin],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
  };
  return helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    strictTransportSecurity: false,
  });
}

const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  next();
};

const failed: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : 'request failed');
  notReady(request, response);
};

/** The employee app: every page says who is signed in by Keycloak and what the access token opens. */
export function sampleApp(deps: AppDeps): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(headers(deps.settings.ISSUER));
  app.get(
    '/healthz',
    (_request, response) => void response.json({ ok: true, keycloak: deps.oidc() !== undefined }),
  );
  app.get('/app.css', (_request, response) => response.sendFile(join(import.meta.dirname, 'app.css')));
  app.use(noStore);
  app.get('/', home(deps));
  app.get('/login', login(deps));
  app.get('/register', login(deps, { kc_idp_hint: 'access' }));
  app.get('/callback', callback(deps));
  app.get('/email', addEmail(deps));
  app.post('/email/later', emailLater(deps));
  app.post('/logout', logout(deps));
  app.post(
    '/backchannel-logout',
    express.urlencoded({ extended: false, limit: '32kb' }),
    backchannelLogout(deps),
  );
  app.use((request, response) => void response.status(404).send(messagePage(localeOf(request), 'notFound')));
  app.use(failed);
  return app;
}
