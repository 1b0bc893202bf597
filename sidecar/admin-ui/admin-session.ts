import type { Request } from 'express';
import type { LoginAttempt } from '../keycloak/relying-party.ts';

/** What an administrator's session holds; who they are and what they may do is read from PostgreSQL each time. */
export type AdminSession = {
  userId?: string;
  sid?: string;
  idToken?: string;
  signIn?: LoginAttempt & { back: string };
};

declare module 'express-session' {
  interface SessionData {
    admin: AdminSession;
  }
}

export function adminSession(request: Request): AdminSession {
  request.session.admin ??= {};
  return request.session.admin;
}

/** A new session id at every change of who is signed in (session fixation). */
export function renewSession(request: Request, session: AdminSession): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.regenerate((error: unknown) => {
      if (error) return reject(error as Error);
      request.session.admin = session;
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
