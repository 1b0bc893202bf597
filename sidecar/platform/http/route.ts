import type { Request } from 'express';
import type { z } from 'zod';
import type { Locale, Translate } from '../i18n.ts';
import type { ViewData } from '../views.ts';
import type { EventStream } from './event-stream.ts';
import type { FieldLabels, RefusedForm } from './form.rules.ts';
import type { FileStream } from './stream.ts';

export type Cookie = { name: string; value: string; path: string; seconds: number };

/** What a handler answers; how it becomes bytes is the adapter's business. */
export type Reply = { cookies?: readonly Cookie[]; headers?: Readonly<Record<string, string>> } & (
  | { view: string; data: ViewData; status?: number }
  | { redirect: string }
  | { json: unknown; status?: number }
  | { html: string }
  | { file: Buffer; fileName: string; contentType: string }
  | FileStream
  | { empty: true }
  | EventStream
);

export type Upload = { fileName: string; content: Buffer };

/** What a handler gets; `S` is what the mount's `open` found out about the caller (`{ actor }` on admin pages). */
export type Context<S = object, B = unknown, Q = unknown> = S & {
  params: Readonly<Record<string, string>>;
  body: B;
  query: Q;
  upload?: Upload;
  locale: Locale;
  t: Translate;
  cookie(name: string): string | undefined;
  /** The path and query that was asked for. */
  url: string;
  request: Request;
};

/** One row of a room's table of routes. `right` is the name of an action that `open` asks the policy for, or 'public'. */
export type Route<S = object, R extends string = string> = {
  method: 'get' | 'post';
  path: string;
  right: R | 'public';
  /** Called by another server, not by a browser: no origin check; authenticates itself in the handler. */
  machine?: true;
  /** The page's form ends, by redirects, on another origin, which Chromium counts as form-action. */
  formLeaves?: true;
  /** Nothing about this page may be kept or passed on (secret in the address). */
  secretAddress?: true;
  body?: z.ZodType;
  query?: z.ZodType;
  upload?: { field: string; maxBytes: number };
  /**
   * The page of this form once more, with what was sent and why it was refused: called where the body does not fit its schema or
   * the handler throws 422 or 409. The answer gets the error's status. Whatever it throws is shown instead.
   */
  again?: { labels: FieldLabels; show(context: Context<S>, refused: RefusedForm): Promise<Reply> | Reply };
  handler(context: Context<S, never, never>): Promise<Reply> | Reply;
};

type Infer<T> = T extends z.ZodType ? z.output<T> : undefined;
type RouteInput<S, R extends string, B, Q> = Omit<Route<S, R>, 'handler' | 'body' | 'query'> & {
  body?: B;
  query?: Q;
  handler(context: Context<S, Infer<B>, Infer<Q>>): Promise<Reply> | Reply;
};

/** A maker of routes whose handler sees its parsed body and query as types. */
export function routesFor<S, R extends string>() {
  return <B extends z.ZodType | undefined = undefined, Q extends z.ZodType | undefined = undefined>(
    route: RouteInput<S, R, B, Q>,
  ): Route<S, R> => route as unknown as Route<S, R>;
}
