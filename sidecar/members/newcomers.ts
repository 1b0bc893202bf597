import type { AdminScope } from '../areas/scope.ts';
import type { AuditActor } from '../audit/event.ts';
import type { HashedCredential } from '../keycloak/port.ts';
import type { Trx } from '../platform/db.ts';
import type { Context, Reply } from '../platform/http/route.ts';

/** `typed`: a first password that an administrator chose, hashed. */
export type Newcomer = { memberId: string; typed?: HashedCredential; importId?: string };

/** What members ask of whoever keeps first passwords; handed in, and always called in the transaction of the change. */
export type Newcomers = {
  /** People who were just made without an e-mail address get another way in. */
  withoutEmail(trx: Trx, people: readonly Newcomer[], by: AuditActor): Promise<void>;
  /** People who were never in have an address now, so that an invitation is their way in. */
  gotEmail(trx: Trx, memberIds: readonly string[], by: AuditActor, now: Date): Promise<void>;
};
/** Where the administrator may go from a page; the first is what the pressed button promised. */
export type WayOn = { href: string; text: string };
/** The page with user name and first password of somebody who was made a moment ago, shown this once. */
export type FirstPassword = (
  context: Pick<Context<AdminScope>, 'actor' | 'tree' | 't' | 'locale'>,
  memberId: string,
  waysOn: readonly WayOn[],
) => Promise<Reply>;
export const noNewcomers: Newcomers = { withoutEmail: async () => {}, gotEmail: async () => {} };
