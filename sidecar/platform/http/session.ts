import type { RequestHandler } from 'express';
import session, { type SessionData, Store } from 'express-session';
import type { Redis } from 'ioredis';
import { AppError } from '../errors.ts';

const day = 24 * 3600;
type Done<T = void> = (error: unknown, value?: T) => void;

function settle<T>(promise: Promise<T>, done: Done<T> | undefined): void {
  promise.then(
    (value) => done?.(null, value),
    (cause: unknown) => done?.(new AppError('redis_unavailable', { cause })),
  );
}

/** express-session's store contract on the ioredis connection that is there already (connect-redis wants another client). */
export class RedisSessions extends Store {
  readonly #redis: Redis;
  readonly #seconds: number;
  readonly #prefix: string;

  constructor(redis: Redis, prefix: string, seconds: number = day / 3) {
    super();
    this.#redis = redis;
    this.#prefix = prefix;
    this.#seconds = seconds;
  }

  #key(id: string): string {
    return `${this.#prefix}:session:${id}`;
  }

  override get(id: string, done: (error: unknown, data?: SessionData | null) => void): void {
    const read = async (): Promise<SessionData | null> => {
      const text = await this.#redis.get(this.#key(id));
      return text === null ? null : (JSON.parse(text) as SessionData);
    };
    settle(read(), done);
  }

  override set(id: string, data: SessionData, done?: Done): void {
    settle(
      this.#redis.set(this.#key(id), JSON.stringify(data), 'EX', this.#seconds).then(() => undefined),
      done,
    );
  }

  /** A session is not prolonged by use: after its time Keycloak is asked again, which answers at once while its own session lasts. */
  override touch(_id: string, _data: SessionData, done?: () => void): void {
    done?.();
  }

  override destroy(id: string, done?: Done): void {
    settle(
      this.#redis.del(this.#key(id)).then(() => undefined),
      done,
    );
  }
}

/** The session's cookie: `__Host-` where https, or, only sent below a path, `__Secure-`, because the other would refuse the path. */
export type SessionCookie = { https: boolean; below?: { path: string; name: string } };

/**
 * A session: opaque id in a cookie, content in Redis. `secrets` is asked at each request: the first signs, all of them verify,
 * so that rotating keys signs nobody out.
 */
export function sessions(
  store: Store,
  secrets: () => readonly Buffer[],
  cookie: SessionCookie,
): RequestHandler {
  let made: { under: string; handler: RequestHandler } | undefined;
  return (request, response, next) => {
    const texts = secrets().map((secret) => secret.toString('base64url'));
    const under = texts.join(' ');
    if (made?.under !== under) made = { under, handler: oneSession(store, texts, cookie) };
    made.handler(request, response, next);
  };
}

function cookieName({ https, below }: SessionCookie): string {
  if (below) return https ? `__Secure-${below.name}` : below.name;
  return https ? '__Host-einlass' : 'einlass_session';
}

function oneSession(store: Store, secret: string[], kept: SessionCookie): RequestHandler {
  return session({
    store,
    secret,
    name: cookieName(kept),
    resave: false,
    saveUninitialized: false,
    proxy: true,
    cookie: { httpOnly: true, sameSite: 'lax', secure: kept.https, path: kept.below?.path ?? '/' },
  });
}
