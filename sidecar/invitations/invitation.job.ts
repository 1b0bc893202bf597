import type { Nudge } from '../platform/queue.ts';
import { closeDue, type ClosingDeps } from './closing.service.ts';
import { releaseStale } from './closing.store.ts';
import { endObsolete, expireDue } from './expiry.service.ts';
import { endUnsent } from './unsent.service.ts';
import { type PasswordMailDeps, sendPasswordMails } from './password-mail.service.ts';

export const invitationQueue = 'invitation';

/** What the row of a nudge says does not matter: whatever is due is done. */
export function dueNudge(now: Date): Nudge {
  return { row: 'due', attempt: now.getTime() };
}

/** The life of invitations that goes on without anybody pressing a button; every part may run many times and in many processes. */
export function invitationJob(deps: ClosingDeps & PasswordMailDeps): {
  handle(): Promise<void>;
  sweep(): Promise<void>;
} {
  return {
    async handle() {
      await endUnsent(deps);
      await sendPasswordMails(deps);
    },
    async sweep() {
      await releaseStale(deps.db, deps.clock());
      await expireDue(deps);
      await endObsolete(deps);
      await closeDue(deps);
      await sendPasswordMails(deps);
    },
  };
}
