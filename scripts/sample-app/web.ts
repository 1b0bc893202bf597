import { join } from 'node:path';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { readAccess } from '../../connect/express/require-area.js';
import { closedAreas, closedTo, openAreas } from './access.rules.ts';
import { addEmail, emailLater } from './add-email.ts';
import { closedArea, landing } from './closed-area.ts';
import { cookieOf, localeOf, sessionCookie } from './cookies.ts';
import { emailNote } from './email-hint.ts';
import { ownForm } from './own-form.ts';
import { homePage, messagePage } from './pages.ts';
import { type AppDeps, backchannelLogout, callback, login, logout, notReady } from './sign-in.ts';
import { identify, personOf } from './who.ts';

/** Everybody who is signed in sees it; what the token opens beyond that is shown with it. */
function home(deps: AppDeps): RequestHandler {
  const { settings, sessions } = deps;
  return (request, response, next) => {
    const person = personOf(response);
    if (!person) return landing(deps)(request, response, next);
    const { session, claims } = person;
    const areas = openAreas(claims);
    const note = emailNote(request, session);
    if (note !== 'sent') {
      delete session.awaitsEmail;
      sessions.people.put(cookieOf(request, sessionCookie), session);
    }
    const more = { einlassUrl: settings.EINLASS_URL, note, closed: closedTo(areas) };
    response.send(homePage(localeOf(request), session, areas, more));
  };
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
    // Without it browsers would not name our origin when a form is sent to ourselves.
    referrerPolicy: { policy: 'same-origin' },
  });
}

const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('cache-control', 'no-store');
  next();
};

function notFound(request: Request, response: Response): void {
  response.status(404).send(messagePage(localeOf(request), 'notFound'));
}

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
  const who = [identify(deps), readAccess((_request, response) => personOf(response)?.claims)];
  const fromOurPages = ownForm(deps.settings.APP_URL);
  app.get('/', who, home(deps));
  for (const slug of closedAreas) app.use(`/areas/${slug}`, who, closedArea(deps, slug));
  app.get('/login', login(deps));
  app.get('/register', login(deps, { kc_idp_hint: 'access' }));
  app.get('/callback', callback(deps));
  app.get('/email', addEmail(deps));
  app.post('/email/later', fromOurPages, emailLater(deps));
  app.post('/logout', fromOurPages, logout(deps));
  app.post(
    '/backchannel-logout',
    express.urlencoded({ extended: false, limit: '32kb' }),
    backchannelLogout(deps),
  );
  app.use(notFound);
  app.use(failed);
  return app;
}
