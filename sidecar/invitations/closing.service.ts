import type { Directory } from '../keycloak/port.ts';
import { addSeconds, type Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { claimClosing, type Closing, confirmClosing, dueClosings, releaseClosing } from './closing.store.ts';

export type ClosingDeps = {
  db: Db;
  directory: Pick<Directory, 'setEnabled'>;
  clock: Clock;
};

/** Longer than any call to Keycloak takes, so that a late one ends before the next redemption may begin. */
const leaseSeconds = 30;
const retrySeconds = 15;
const batch = 100;

async function disable({ directory }: ClosingDeps, { userId }: Closing): Promise<void> {
  if (!userId) return;
  try {
    await directory.setEnabled(userId, false);
  } catch (thrown) {
    // Deleted meanwhile: closed for good.
    if (!(thrown instanceof AppError && thrown.code === 'not_found')) throw thrown;
  }
}

/**
 * Makes sure that the account of somebody who redeemed nothing is disabled: after an act whose end is unknown, and after a link
 * ended while it was being redeemed. Throws what Keycloak answers, after giving the right back.
 */
export async function closeAccount(deps: ClosingDeps, memberId: string): Promise<void> {
  const closing = await claimClosing(deps.db, memberId, deps.clock(), leaseSeconds);
  if (!closing) return;
  try {
    await disable(deps, closing);
  } catch (error) {
    await releaseClosing(deps.db, closing, addSeconds(deps.clock(), retrySeconds));
    throw error;
  }
  await confirmClosing(deps.db, closing);
}

/** Closes what is due; who could not be closed is due again later. */
export async function closeDue(deps: ClosingDeps & { log: Log }): Promise<void> {
  for (;;) {
    const due = await dueClosings(deps.db, deps.clock(), batch);
    for (const memberId of due) {
      await closeAccount(deps, memberId).catch((err: unknown) =>
        deps.log.warn({ err, member: memberId }, 'an account could not be closed yet'),
      );
    }
    if (due.length < batch) return;
  }
}
