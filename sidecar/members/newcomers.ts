import type { AdminScope } from '../areas/scope.ts';
import type { AuditActor } from '../audit/event.ts';
import type { HashedCredential } from '../keycloak/port.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { FieldError } from '../platform/errors.ts';
import type { Context, Reply } from '../platform/http/route.ts';

/** `typed`: a first password that an administrator chose, hashed. */
export type Newcomer = { memberId: string; typed?: HashedCredential; importId?: string };

/** What an administrator typed as somebody's first password: what speaks against it, and what is kept of it. */
export type TypedPasswords = {
  problems(password: string, person: { username: string }): Promise<Pick<FieldError, 'text' | 'params'>[]>;
  /** At the cost that the realm asks for, which is why few are made at a time. */
  hash(password: string): Promise<HashedCredential>;
};
/** Opened once a file, by the realm's rules as they are then. */
export type OpenTypedPasswords = (db: Db) => Promise<TypedPasswords>;

/** What members ask of whoever keeps first passwords; handed in, and always called in the transaction of the change. */
export type Newcomers = {
  /** People who were just made without an e-mail address get another way in. */
  withoutEmail(trx: Trx, people: readonly Newcomer[], by: AuditActor): Promise<void>;
  /** People who were never in have an address now, so that an invitation is their way in. */
  gotEmail(trx: Trx, memberIds: readonly string[], by: AuditActor, now: Date): Promise<void>;
  /** These people were deleted. */
  gone(trx: Trx, memberIds: readonly string[], by: AuditActor, now: Date): Promise<void>;
};
export const noNewcomers: Newcomers = {
  withoutEmail: async () => {},
  gotEmail: async () => {},
  gone: async () => {},
};

/** Where the administrator may go from a page; the first is what the pressed button promised. */
export type WayOn = { href: string; text: string };
/** The page with user name and first password of somebody who was made a moment ago, shown this once. */
export type FirstPassword = (
  context: Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'locale'>,
  memberId: string,
  waysOn: readonly WayOn[],
) => Promise<Reply>;
