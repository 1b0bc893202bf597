import type { LoginAttempt } from '../keycloak/relying-party.ts';
import { AppError } from '../platform/errors.ts';
import type { Cookie } from '../platform/http/route.ts';
import type { ShortLived } from '../platform/redis.ts';
import { browserSecret } from '../platform/secrets.ts';
import { browserCookie } from './begin.service.ts';
import type { RegistrationDeps, Visit } from './deps.ts';
import { markOf } from './registration.store.ts';

export type AppStartDeps = Pick<RegistrationDeps, 'party' | 'directory' | 'cookieName'> & {
  store: Pick<ShortLived, 'put' | 'read' | 'take'>;
  /** Addresses at which apps begin a registration, word for word. */
  apps: readonly string[];
};
/** Whoever is signed in where an app's registration begins. */
export type StartOther = { app: string; sid: string | undefined; name: string };

/** Long enough to read the page; nothing of the person is typed yet, so that losing it costs a press. */
const seconds = 600;
const name = (secret: string): string => markOf(secret).toString('base64url');
/** One for each tab. */
const attemptKey = (browser: string, state: string): string => `register:${name(`${browser}|${state}`)}`;
const otherKey = (browser: string): string => `register-other:${name(browser)}`;

type Asked = { app: string; attempt: LoginAttempt };

/** An app sends somebody to register: Keycloak is asked who is signed in before the app's own sign-in begins. `unknown_app` where it is not on the list. */
export async function beginForApp(
  deps: AppStartDeps,
  { locale, cookie }: Pick<Visit, 'locale' | 'cookie'>,
  app: string,
): Promise<{ url: string; cookies: readonly Cookie[] }> {
  if (!deps.apps.includes(app)) throw new AppError('unknown_app');
  const { url, attempt } = await deps.party.start({ prompt: 'none', ui_locales: locale });
  const browser = browserSecret(cookie(deps.cookieName));
  await deps.store.put(attemptKey(browser, attempt.state), { app, attempt } satisfies Asked, seconds);
  return { url, cookies: [browserCookie(deps, browser)] };
}

/** Keycloak's answer, where it is one to an app's start: on to the app's sign-in, or to the page that names who is there. */
export async function appCameBack(
  deps: AppStartDeps,
  browser: string,
  query: string,
): Promise<string | undefined> {
  const answer = new URLSearchParams(query);
  const asked = await deps.store.take<Asked>(attemptKey(browser, answer.get('state') ?? ''));
  if (!asked) return undefined;
  // Somebody who is signed in but has something to do at Keycloak is told so there, by the app's own sign-in.
  if (answer.has('error')) return asked.app;
  const { sid, name: person } = await deps.party.finish(query, asked.attempt);
  await deps.store.put(
    otherKey(browser),
    { app: asked.app, sid, name: person } satisfies StartOther,
    seconds,
  );
  return '/register/other';
}

export async function startOther(deps: AppStartDeps, browser: string): Promise<StartOther> {
  const other = await deps.store.read<StartOther>(otherKey(browser));
  if (!other) throw new AppError('invalid_flow');
  return other;
}

/** *Abmelden und fortfahren*: that session ends, then the app's sign-in begins. */
export async function switchForApp(deps: AppStartDeps, browser: string): Promise<string> {
  const other = await deps.store.take<StartOther>(otherKey(browser));
  if (!other) throw new AppError('invalid_flow');
  if (other.sid) await deps.directory.deleteSession(other.sid);
  return other.app;
}
