import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { cookieOf, cookieOptions } from './cookies.ts';
import type { Session } from './sessions.ts';

/** What the home page says about the e-mail of somebody who had none; undefined: nothing. */
export type EmailNote = 'hint' | 'sent' | 'added' | 'cancelled' | 'none';

const laterCookie = 'sample_app_email_later';
const laterDays = 30;

/** Whose wish it was, because staff-room computers are shared; nothing else can be read from it. */
const markOf = ({ sub }: Session): string =>
  createHash('sha256').update(sub).digest('base64url').slice(0, 16);

/** Asks this person no more for a while. */
export function askLater(response: Response, session: Session, appUrl: string): void {
  const maxAge = laterDays * 24 * 3600 * 1000;
  response.cookie(laterCookie, markOf(session), { ...cookieOptions(appUrl), maxAge });
}

/** Where to go on after Keycloak's answer to `kc_action`; a no is not asked about again. */
export function afterAction(request: Request, response: Response, session: Session, appUrl: string): string {
  const { kc_action: action, kc_action_status: status } = request.query;
  if (action !== 'UPDATE_EMAIL' || session.email) return '/';
  askLater(response, session, appUrl);
  // Sent empty, the form is a success for Keycloak, too.
  return `/?email=${status === 'cancelled' ? 'cancelled' : 'none'}`;
}

/** What to say now; `session` is as fresh as Keycloak's tokens. */
export function emailNote(request: Request, session: Session): EmailNote | undefined {
  if (session.awaitsEmail) return session.email ? 'added' : 'sent';
  if (session.email) return undefined;
  const { email } = request.query;
  if (email === 'cancelled' || email === 'none') return email;
  return cookieOf(request, laterCookie) === markOf(session) ? undefined : 'hint';
}
