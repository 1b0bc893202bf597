import type { Directory } from '../keycloak/port.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import {
  claimDueLinks,
  confirmLinkRemoved,
  type DueLink,
  isInvited,
  linkSources,
} from './link-removal.store.ts';

export type LinkRemovalDeps = {
  db: Db;
  directory: Pick<Directory, 'addFederatedLink' | 'removeFederatedLink'>;
  clock: Clock;
  log: Log;
  /** How long after the redemption; somebody may still be on the password page. */
  removalSeconds: number;
  leaseSeconds: number;
};

const batchSize = 50;
const tries = 3;

/**
 * Makes the link what it has to be, until what it has to be did not change meanwhile: an invitation that is issued again while we
 * remove the link of the old one must find its link there.
 */
async function settle({ db, directory }: LinkRemovalDeps, due: DueLink, userId: string): Promise<boolean> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const invited = await isInvited(db, due.memberId);
    if (invited) await directory.addFederatedLink(userId, due.memberId, due.username);
    else await directory.removeFederatedLink(userId);
    if ((await isInvited(db, due.memberId)) === invited) return true;
  }
  return false;
}

/** Takes away the links of redeemed invitations and registrations at Keycloak, so that the broker can never again sign in as these people. */
export function linkRemovalJob(deps: LinkRemovalDeps): { sweep(): Promise<number> } {
  const { db, clock, log, removalSeconds, leaseSeconds } = deps;
  return {
    async sweep() {
      const after = { removalSeconds, leaseSeconds };
      const due: DueLink[] = [];
      for (const source of linkSources)
        due.push(...(await claimDueLinks(db, source, clock(), after, batchSize)));
      for (const one of due) {
        try {
          if (one.userId && !(await settle(deps, one, one.userId))) continue;
          await confirmLinkRemoved(db, one, clock());
        } catch (err) {
          log.warn({ err, [one.source]: one.id }, 'link could not be removed; tried again later');
          // The others would only wait for the same answer; they come due again.
          if (err instanceof AppError && err.code === 'keycloak_unavailable') break;
        }
      }
      return due.length;
    },
  };
}
