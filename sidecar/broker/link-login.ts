import type { RelyingParty } from '../keycloak/relying-party.ts';
import type { LoginAttempt } from '../keycloak/relying-party.ts';
import type { Cookie } from '../platform/http/route.ts';
import type { Locale } from '../platform/i18n.ts';
import type { ShortLived } from '../platform/redis.ts';
import { browserSecret, randomSecret } from '../platform/secrets.ts';
import { leaseOf } from './answer.ts';
import type { Handle } from './redemption.ts';

export type LinkLoginDeps = {
  store: ShortLived;
  party: RelyingParty;
  identityProvider: string;
  cookies: CookieNames;
};
export type CookieNames = { handle: string; login: string; browser: string };
/** What the button's request brings along. */
export type LinkVisit = { locale: Locale; cookie(name: string): string | undefined };

/** A sign-in that a link began; `handle` is the broker's key of it, `other` is there once somebody else came back. */
export type LinkLogin = {
  kind: string;
  id: string;
  attempt: LoginAttempt;
  handle: string;
  other?: { name: string; idToken: string };
};

const seconds = 600;
/** A little longer than Keycloak's password page stays open (`accessCodeLifespanUserAction`, 30 min). */
const loginSeconds = 2100;

/** `__Secure-` where https; `__Host-` cannot carry a path, and the handle is nobody's business but the broker's. */
export function cookieNames(https: boolean): CookieNames {
  const prefix = https ? '__Secure-' : '';
  return {
    handle: `${prefix}einlass_handle`,
    login: `${prefix}einlass_login`,
    browser: `${prefix}einlass_browser`,
  };
}

export const loginKey = (secret: string): string => `login:${leaseOf(secret)}`;

/**
 * Begins the sign-in for one thing: a handle for the broker and our own authorization request, tied together by `flow`, both
 * bound to this browser by cookies. Nothing is claimed yet.
 */
export async function startLinkLogin(
  deps: LinkLoginDeps,
  thing: { kind: string; id: string },
  { locale, cookie }: LinkVisit,
): Promise<{ url: string; cookies: readonly Cookie[] }> {
  // Kept, so that who pressed the button before still holds the lease of that time.
  const browser = browserSecret(cookie(deps.cookies.browser));
  const handle = randomSecret();
  const login = randomSecret();
  const flow = randomSecret();
  const { url, attempt } = await deps.party.start({
    kc_idp_hint: deps.identityProvider,
    flow,
    ui_locales: locale,
  });
  await deps.store.put(
    `handle:${leaseOf(handle)}`,
    { ...thing, flow, lease: leaseOf(`${browser}|${thing.id}`) } satisfies Handle,
    seconds,
  );
  await deps.store.put(
    loginKey(login),
    { ...thing, attempt, handle: leaseOf(handle) } satisfies LinkLogin,
    loginSeconds,
  );
  return {
    url,
    cookies: [
      { name: deps.cookies.handle, value: handle, path: '/op', seconds },
      { name: deps.cookies.login, value: login, path: '/i', seconds: loginSeconds },
      { name: deps.cookies.browser, value: browser, path: '/i', seconds: loginSeconds },
    ],
  };
}
