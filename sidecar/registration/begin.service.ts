import { addSeconds } from '../platform/clock.ts';
import type { Cookie } from '../platform/http/route.ts';
import { browserSecret } from '../platform/secrets.ts';
import type { RegistrationDeps, Visit } from './deps.ts';
import { cookieSeconds, registrationSeconds } from './registration.rules.ts';
import { insertRegistration, markOf, type Registration } from './registration.store.ts';
import type { PendingAnswer, Way } from './registration.table.ts';

/** `areaId` chooses the fields that are shown; null is the whole network. */
export type Beginning = { way: Way; areaId: string | null; accessLink?: { id: string; generation: number } };
export type Begun = { url: string; cookies: readonly Cookie[] };

/** `__Host-` where https: another host of the company's domain could plant a name that it knows, and go on in the victim's place. */
export const browserCookieName = (https: boolean): string => `${https ? '__Host-' : ''}einlass_registration`;

export function browserCookie({ cookieName }: Pick<RegistrationDeps, 'cookieName'>, secret: string): Cookie {
  return { name: cookieName, value: secret, path: '/', seconds: cookieSeconds };
}

type Start = Pick<Registration, 'own_start'> &
  Partial<Pick<Registration, 'login' | 'attempt_mark' | 'values' | 'known_member_id'>> & {
    answer?: PendingAnswer;
  };

/** A new row, bound to this browser. */
export async function begin(
  deps: Pick<RegistrationDeps, 'db' | 'clock' | 'cookieName'>,
  { locale, cookie, visitor }: Visit,
  { way, areaId, accessLink }: Beginning,
  start: Start,
): Promise<{ row: Registration; cookies: readonly Cookie[] }> {
  const now = deps.clock();
  const secret = browserSecret(cookie(deps.cookieName));
  const row = await insertRegistration(deps.db, {
    way,
    area_id: areaId,
    access_link_id: accessLink?.id ?? null,
    access_link_generation: accessLink?.generation ?? null,
    locale,
    visitor,
    browser: markOf(secret),
    created_at: now,
    expires_at: addSeconds(now, registrationSeconds),
    ...start,
  });
  return { row, cookies: [browserCookie(deps, secret)] };
}

/**
 * A registration that one of our own pages begins, by the press of a button: the browser goes to `url`, where Keycloak is asked
 * who is signed in there, and comes back to `/registration/callback`. Throws `keycloak_unavailable`.
 */
export async function beginRegistration(
  deps: RegistrationDeps,
  visit: Visit,
  what: Beginning,
): Promise<Begun> {
  const { url, attempt } = await deps.party.start({ prompt: 'none', ui_locales: visit.locale });
  const { cookies } = await begin(deps, visit, what, {
    own_start: true,
    login: { purpose: 'check', attempt },
  });
  return { url, cookies };
}
