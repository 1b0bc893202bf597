import compression from 'compression';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Router,
} from 'express';
import { AppError, toAppError } from '../errors.ts';
import { isLocale, type Locale } from '../i18n.ts';
import type { Log } from '../log.ts';
import { languageCookie, localeOf, prepare, send, type Shell } from './mount.ts';
import { queryWithoutNul } from './nul.rules.ts';
import type { Reply } from './route.ts';
import { securityHeaders } from './security.ts';

export type Check = { name: string; run(): Promise<unknown> };
/** `part`: how the pattern of its route begins, never what somebody asked for; `none` where no route is. */
export type SeenRequest = { part: string; status: number; seconds: number };
export type HttpOptions = {
  shell: Shell;
  log: Log;
  /** URL prefix → folder on disk, served with long caching under a versioned address. */
  assets: ReadonlyMap<string, string>;
  checks: readonly Check[];
  /** How many reverse proxies in front of us may say who is asking (X-Forwarded-For); 0 believes nobody. */
  trustedHops: number;
  /** Told of every answered request. */
  seen?: (request: SeenRequest) => void;
  /** Told of the code of every refusal. */
  refused?: (code: string) => void;
  /** Origins that forms of ours may be redirected to. */
  formTargets: readonly string[];
  errorPage(error: AppError, request: Request, locale: Locale): { reply: Reply; layout: string };
};

function health(app: Express, checks: readonly Check[], log: Log): void {
  app.get('/healthz', (_request, response) => void response.json({ ok: true }));
  app.get('/readyz', async (_request, response) => {
    const results = await Promise.allSettled(checks.map((check) => check.run()));
    const failing = checks
      .filter((_, index) => results[index]?.status === 'rejected')
      .map((check) => check.name);
    if (failing.length > 0) log.warn({ failing }, 'not ready');
    response.status(failing.length > 0 ? 503 : 200).json({ ok: failing.length === 0, failing });
  });
}

/** `/admin/members/:id` → `admin`. */
function partOf(request: Request): string {
  const path = (request.route as { path?: unknown } | undefined)?.path;
  return typeof path === 'string' ? path.split('/')[1] || 'root' : 'none';
}

function watched(seen: NonNullable<HttpOptions['seen']>): RequestHandler {
  return (request, response, next) => {
    const begun = performance.now();
    response.once('finish', () => {
      // An event stream lasts as long as somebody looks.
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
      seen({
        part: partOf(request),
        status: response.statusCode,
        seconds: (performance.now() - begun) / 1000,
      });
    });
    next();
  };
}

/** What Express and its parsers refuse by a status of their own (a broken escape, a file that is not there, too many fields). */
function refusalOf(thrown: unknown): AppError {
  const status = thrown instanceof AppError ? undefined : (thrown as { status?: unknown } | null)?.status;
  if (status === 404) return new AppError('not_found', { cause: thrown });
  if (status === 413) return new AppError('too_large', { cause: thrown });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new AppError('invalid_input', { cause: thrown });
  return toAppError(thrown);
}

function errors({ shell, log, errorPage, refused }: HttpOptions): ErrorRequestHandler {
  return (thrown, request, response, next) => {
    const error = refusalOf(thrown);
    refused?.(error.code);
    if (error.status >= 500)
      log.error({ err: error, method: request.method, route: request.route?.path }, 'request failed');
    if (response.headersSent) return next(thrown);
    const locale = localeOf(request);
    const text = shell.texts.translate(locale)(`platform.errors.${error.code}.title`, error.params);
    if (request.accepts(['html', 'json']) === 'json') {
      return void response.status(error.status).json({ code: error.code, text, fields: error.fields });
    }
    const { reply, layout } = errorPage(error, request, locale);
    void send(shell, response, reply, {
      layout,
      locale,
      frame: { page: { url: request.originalUrl, path: request.path, locale } },
    });
  };
}

/** The web process: headers, assets, health, the rooms' routes, error pages. */
export function httpApp(options: HttpOptions, routes: (router: Router) => void): Express {
  const { shell } = options;
  const app = express();
  app.disable('x-powered-by');
  // Express's last resort shows stack traces unless told otherwise; ours never reaches it, but an error page could fail.
  app.set('env', 'production');
  app.set('trust proxy', options.trustedHops);
  app.set('query parser', queryWithoutNul);
  // Pages are never stored (no-store), so a hash of each would serve nobody; assets have their own.
  app.set('etag', false);
  if (options.seen) app.use(watched(options.seen));
  app.use(securityHeaders(shell.https, options.formTargets));
  health(app, options.checks, options.log);
  app.use(compression());
  for (const [prefix, folder] of options.assets) {
    app.use(prefix, express.static(folder, { index: false, maxAge: '7d', fallthrough: false }));
  }
  app.use((request, response, next) => {
    const { lang } = request.query;
    if (isLocale(lang)) {
      prepare(shell, response, {
        empty: true,
        cookies: [{ name: languageCookie, value: lang, path: '/', seconds: 31_536_000 }],
      });
    }
    next();
  });
  const forms = express.urlencoded({ extended: false, limit: '256kb', parameterLimit: 2000 });
  // what comes to a hook is signed as it is, and many tools call everything they send a form
  app.use((request, response, next) =>
    request.path.startsWith('/hooks/') ? next() : forms(request, response, next),
  );
  const router = express.Router();
  routes(router);
  app.use(router);
  app.use((_request, _response, next) => next(new AppError('not_found')));
  app.use(errors(options));
  return app;
}
