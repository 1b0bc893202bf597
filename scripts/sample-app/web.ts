import { join } from 'node:path';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { type AreaAccess, areasOf, closedAreas, closedTo } from './access.rules.ts';
import { addEmail, emailLater } from './add-email.ts';
import { cookieOf, cookieOptions, localeOf, sessionCookie } from './cookies.ts';
import { emailNote } from './email-hint.ts';
import { areaPage, deniedPage } from './area-pages.ts';
import { homePage, landingPage, messagePage } from './pages.ts';
import type { Session } from './sessions.ts';
import { type AppDeps, backchannelLogout, callback, login, logout, notReady } from './sign-in.ts';

/**
 * Who is signed in, with new tokens at every look, so that what was granted or taken away meanwhile shows at once; undefined where
 * nobody is (any more) or Keycloak cannot be reached: then the answer is under way.
 */
async function whoIsThere(
  { settings, sessions, oidc }: AppDeps,
  request: Request,
  response: Response,
): Promise<{ session: Session; areas: AreaAccess[] } | undefined> {
  const locale = localeOf(request);
  const id = cookieOf(request, sessionCookie);
  const known = sessions.people.get(id);
  const provider = oidc();
  const nobody = () => void response.send(landingPage(locale, registerUrl(settings)));
  if (!known) return nobody() as undefined;
  if (!provider) return notReady(request, response) as undefined;
  const session = await provider.fresh(known);
  if (!session) {
    sessions.people.take(id);
    response.clearCookie(sessionCookie, cookieOptions(settings.APP_URL));
    return nobody() as undefined;
  }
  sessions.people.put(id, session);
  return { session, areas: areasOf(await provider.access(session)) };
}

/** Everybody who is signed in sees it; what the token opens beyond that is shown with it. */
function home(deps: AppDeps): RequestHandler {
  const { settings, sessions } = deps;
  return async (request, response) => {
    const there = await whoIsThere(deps, request, response);
    if (!there) return;
    const { session, areas } = there;
    const note = emailNote(request, session);
    if (note !== 'sent') {
      delete session.awaitsEmail;
      sessions.people.put(cookieOf(request, sessionCookie), session);
    }
    const more = { einlassUrl: settings.EINLASS_URL, note, closed: closedTo(areas) };
    response.send(homePage(localeOf(request), session, areas, more));
  };
}

/** The pages of one closed area: only for whoever's token opens it. */
function area(deps: AppDeps): RequestHandler {
  const { settings } = deps;
  return async (request, response) => {
    const { slug = '' } = request.params as { slug?: string };
    if (!closedAreas.includes(slug)) return notFound(request, response);
    const there = await whoIsThere(deps, request, response);
    if (!there) return;
    const isIn = there.areas.some((one) => one.slug === slug);
    const page = isIn ? areaPage : deniedPage;
    const answer = page(localeOf(request), there.session, slug, askUrl(settings, slug));
    response.status(isIn ? 200 : 403).send(answer);
  };
}

/** Registering begins at Einlass, which first looks who is signed in and then leads to our `/register`. */
function registerUrl({ EINLASS_URL, APP_URL }: AppDeps['settings']): string {
  return `${EINLASS_URL}/register?app=${encodeURIComponent(`${APP_URL}/register`)}`;
}

/** Where somebody who lacks an area asks for it; the way back leads to it. */
function askUrl({ EINLASS_URL, APP_URL }: AppDeps['settings'], slug: string): string {
  return `${EINLASS_URL}/request?${new URLSearchParams({ area: slug, app: `${APP_URL}/areas/${slug}` })}`;
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
  app.get('/', home(deps));
  app.get('/areas/:slug', area(deps));
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
  app.use(notFound);
  app.use(failed);
  return app;
}
