import type { Directory } from '../keycloak/port.ts';
import type { Observer } from '../keycloak/observer.port.ts';
import { addSeconds } from '../platform/clock.ts';
import { accountsToLookAgain, settleOrphans } from './deviation.store.ts';
import { compareRoleGroups } from './feed-groups.service.ts';
import { type LookDeps, lookAtDue } from './feed-look.service.ts';
import {
  claimFeed,
  queueLooks,
  releaseFeed,
  setGroupsDue,
  storeChanges,
  takeGroupsDue,
} from './feed.store.ts';

export type FeedDeps = Omit<LookDeps, 'directory'> & {
  directory: Directory & Observer;
  feedSeconds: number;
};

/** Keycloak's log has no sequence: an event written late carries an earlier time, so each poll goes back this far. */
const overlapSeconds = 60;
const lookAgainSeconds = 20;
/** Bounds a poll to well below its lease. */
const looksAPoll = 500;

async function compareGroups(deps: FeedDeps): Promise<void> {
  if (!(await takeGroupsDue(deps.db))) return;
  try {
    await compareRoleGroups(deps);
  } catch (error) {
    await setGroupsDue(deps.db);
    throw error;
  }
}

/**
 * One poll of Keycloak's logs; of several workers one does it. A log that is empty, purged or out of reach costs nothing but
 * time: the reconcile compares without it.
 */
export async function pollFeed(deps: FeedDeps): Promise<boolean> {
  const { db, directory, clock, log, feedSeconds } = deps;
  const now = clock();
  const lease = await claimFeed(db, now);
  if (!lease) return false;
  try {
    const from = addSeconds(lease.cursorAt ?? now, -overlapSeconds);
    try {
      const changes = await directory.changesSince(from);
      await storeChanges(db, lease, changes, now, addSeconds(from, -overlapSeconds), deps.ownPassword);
    } catch (err) {
      log.warn({ err }, 'Keycloak event log could not be read');
    }
    await compareGroups(deps);
    const again = await accountsToLookAgain(db, addSeconds(now, -lookAgainSeconds), 50);
    await queueLooks(db, new Map(again.map((userId) => [userId, { byConsole: false }])), now);
    await settleOrphans(db, now);
    await lookAtDue(deps, looksAPoll);
  } finally {
    await releaseFeed(db, lease, addSeconds(clock(), feedSeconds));
  }
  return true;
}
