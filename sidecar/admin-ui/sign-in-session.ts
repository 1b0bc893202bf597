import type { Request } from 'express';
import type { LoginAttempt } from '../keycloak/relying-party.ts';
import type { Purpose } from './sign-in.rules.ts';

/** What the session of somebody signed in holds; who they are and what they may do is read from PostgreSQL each time. */
export type SignInSession = {
  userId?: string;
  sid?: string;
  idToken?: string;
  signIn?: LoginAttempt & Purpose;
};

declare module 'express-session' {
  interface SessionData {
    person: SignInSession;
  }
}

export function sessionOf(request: Request): SignInSession {
  request.session.person ??= {};
  return request.session.person;
}

/** A new session id at every change of who is signed in (session fixation). */
export function renewSession(request: Request, session: SignInSession): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.regenerate((error: unknown) => {
      if (error) return reject(error as Error);
      request.session.person = session;
      request.session.save((failed: unknown) => (failed ? reject(failed as Error) : resolve()));
    });
  });
}

export function saveSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.save((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
}

export function endSession(request: Request): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.destroy((error: unknown) => (error ? reject(error as Error) : resolve()));
  });
}
