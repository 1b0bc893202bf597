import { parseCookie } from 'cookie';
import type { CookieOptions, Request } from 'express';
import type { AppLocale } from './texts.ts';

export const sessionCookie = 'sample_app_session';
export const attemptCookie = 'sample_app_sign_in';

/** Lax, because the answer to a sign-in comes from Keycloak's address. */
export function cookieOptions(appUrl: string): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: appUrl.startsWith('https:'), path: '/' };
}

export function cookieOf(request: Request, name: string): string | undefined {
  return parseCookie(request.headers.cookie ?? '')[name];
}

export function localeOf(request: Request): AppLocale {
  return request.acceptsLanguages('de', 'en') === 'en' ? 'en' : 'de';
}
