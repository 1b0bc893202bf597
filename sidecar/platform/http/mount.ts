import { parseCookie } from 'cookie';
import type { Request, RequestHandler, Response, Router } from 'express';
import multer from 'multer';
import type { z } from 'zod';
import { AppError, type FieldError, toAppError } from '../errors.ts';
import { chooseLocale, isLocale, type Locale, type Texts } from '../i18n.ts';
import type { Render } from '../views.ts';
import { sendEvents } from './event-stream.ts';
import { canBeShownAgain, refusedForm } from './form.rules.ts';
import { isOwnRequest } from './guard.rules.ts';
import { withoutNul } from './nul.rules.ts';
import type { Context, Reply, Route } from './route.ts';
import { withoutFormAction } from './security.ts';
import { sendFileStream } from './stream.ts';

export type Shell = {
  texts: Texts;
  render: Render;
  origin: string;
  https: boolean;
};
/** How one family of routes is framed and who may call it; `open` throws what is to be shown instead. */
export type Mount<S, R extends string> = {
  layout: string;
  /** More for the frame: navigation, who is signed in. */
  frame?(context: Context<S>): Promise<Record<string, unknown>> | Record<string, unknown>;
  open(request: Request, route: Route<S, R>): Promise<S>;
};

export const languageCookie = 'einlass_language';

export function cookiesOf(request: Request): Readonly<Record<string, string | undefined>> {
  return parseCookie(request.headers.cookie ?? '');
}

/** The language of this request; `?lang=` is a choice that is kept. */
export function localeOf(request: Request): Locale {
  const { ui_locales: uiLocales, lang } = request.query;
  if (isLocale(lang)) return lang;
  return chooseLocale({
    uiLocales,
    choice: cookiesOf(request)[languageCookie],
    accept: request.headers['accept-language'],
  });
}

/** zod's complaints as field errors; a message that is not one of our text keys becomes the general one. */
export function fieldErrors(error: z.ZodError): FieldError[] {
  return error.issues.map((issue) => ({
    field: issue.path.join('.'),
    text: /^[a-z-]+(\.[A-Za-z0-9_]+)+$/.test(issue.message) ? issue.message : 'platform.field.invalid',
  }));
}

function parsed(schema: z.ZodType | undefined, input: unknown): unknown {
  if (!schema) return undefined;
  const result = schema.safeParse(input ?? {});
  if (!result.success) throw new AppError('invalid_input', { fields: fieldErrors(result.error) });
  return result.data;
}

async function uploaded(route: Route, request: Request, response: Response): Promise<void> {
  if (!route.upload) return;
  const { field, maxBytes } = route.upload;
  const receive = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: maxBytes, files: 1, fields: 20 },
  });
  await new Promise<void>((resolve, reject) => {
    receive.single(field)(request, response, (error: unknown) => {
      if (!error) return resolve();
      const code = (error as { code?: string }).code === 'LIMIT_FILE_SIZE' ? 'too_large' : 'invalid_input';
      reject(new AppError(code, { params: { megabytes: Math.floor(maxBytes / 1e6) }, cause: error }));
    });
  });
}

function contextOf<S>(shell: Shell, route: Route, scope: S, request: Request): Context<S> {
  const locale = localeOf(request);
  const cookies = cookiesOf(request);
  const file = request.file;
  return {
    ...scope,
    params: request.params as Record<string, string>,
    body: undefined,
    query: parsed(route.query, request.query),
    ...(file
      ? {
          upload: {
            fileName: Buffer.from(file.originalname, 'latin1').toString('utf8'),
            content: file.buffer,
          },
        }
      : {}),
    locale,
    t: shell.texts.translate(locale),
    cookie: (name) => cookies[name],
    url: request.originalUrl,
    request,
  };
}

/** The handler's answer; a refused form is shown again where its route knows how. */
async function answer<S>(route: Route<S>, context: Context<S>, body: unknown): Promise<Reply> {
  try {
    const parsedContext = { ...context, body: parsed(route.body, body) };
    return await route.handler(parsedContext as Context<S, never, never>);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!route.again || !canBeShownAgain(error)) throw thrown;
    const { labels, show } = route.again;
    const reply = await show(context, refusedForm(error, body, labels, context.t));
    return 'view' in reply ? { ...reply, status: error.status } : reply;
  }
}

/** Writes cookies and headers that every kind of answer may carry. */
export function prepare(shell: Shell, response: Response, reply: Reply): void {
  for (const { name, value, path, seconds } of reply.cookies ?? []) {
    response.cookie(name, value, {
      httpOnly: true,
      sameSite: 'lax',
      secure: shell.https,
      path,
      maxAge: seconds * 1000,
    });
  }
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
}

/** Sends a reply; `frame` is what the layout gets besides the view's own data. */
export function send(
  shell: Shell,
  response: Response,
  reply: Reply,
  page: { layout: string; locale: Locale; frame: Record<string, unknown> },
): void | Promise<void> {
  prepare(shell, response, reply);
  if ('redirect' in reply) return response.redirect(303, reply.redirect);
  if ('json' in reply) return void response.status(reply.status ?? 200).json(reply.json);
  if ('html' in reply) return void response.type('html').send(reply.html);
  if ('empty' in reply) return void response.status(204).end();
  if ('chunks' in reply) return sendFileStream(response, reply);
  if ('events' in reply) return sendEvents(response, reply);
  if ('file' in reply)
    return void response.attachment(reply.fileName).type(reply.contentType).send(reply.file);
  const data = { ...page.frame, ...reply.data };
  response
    .status(reply.status ?? 200)
    .type('html')
    .send(shell.render(reply.view, data, page.locale, page.layout));
}

function adapter<S, R extends string>(shell: Shell, mount: Mount<S, R>, route: Route<S, R>): RequestHandler {
  return async (request, response) => {
    const headers = { fetchSite: request.get('sec-fetch-site'), origin: request.get('origin') };
    if (!route.machine && !isOwnRequest(request.method, headers, shell.origin))
      throw new AppError('cross_site');
    const policy = response.getHeader('content-security-policy');
    if (route.formLeaves && policy)
      response.setHeader('content-security-policy', withoutFormAction(String(policy)));
    if (route.secretAddress) response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cache-control', 'no-store');
    const scope = await mount.open(request, route);
    await uploaded(route as unknown as Route, request, response);
    request.body = withoutNul(request.body);
    const context = contextOf(shell, route as unknown as Route, scope, request);
    const reply = await answer(route as unknown as Route<S>, context, request.body);
    const frame = 'view' in reply && mount.frame ? await mount.frame(context) : {};
    const page = { url: context.url, path: request.path, locale: context.locale };
    await send(shell, response, reply, {
      layout: mount.layout,
      locale: context.locale,
      frame: { page, ...frame },
    });
  };
}

/** Puts a room's table of routes on the router. */
export function mountRoutes<S, R extends string>(
  router: Router,
  shell: Shell,
  mount: Mount<S, R>,
  routes: readonly Route<S, R>[],
): void {
  for (const route of routes) router[route.method](route.path, adapter(shell, mount, route));
}
