import { record } from '../audit/audit.store.ts';
import type { Directory, OwnSignIns } from '../keycloak/port.ts';
import type { Db } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import { endable } from './sessions.rules.ts';

export type SessionDeps = { db: Db; directory: Pick<Directory & OwnSignIns, 'sessionsOf' | 'deleteSession'> };
/** Who asks, and from which of their sessions. */
export type Asking = { memberId: string; userId: string; currentSid: string | undefined };

async function end({ db, directory }: SessionDeps, memberId: string, sids: readonly string[]) {
  let sessions = 0;
  try {
    for (const sid of sids) {
      await directory.deleteSession(sid);
      sessions += 1;
    }
  } finally {
    // Also where Keycloak went away half-way: what ended has ended.
    if (sessions > 0)
      await record(db, { kind: 'employee', memberId }, [{ act: 'session.ended', memberId, sessions }]);
  }
}

/**
 * Ends one other session of this person. Keycloak would end anybody's, so it is asked first whose it is; `not_found` for a foreign
 * one, an unknown one and the one of this browser alike.
 */
export async function endOwnSession(deps: SessionDeps, asking: Asking, sid: string): Promise<void> {
  const found = await deps.directory.sessionsOf(asking.userId);
  if (!endable(found, asking.currentSid).includes(sid)) throw new AppError('not_found');
  await end(deps, asking.memberId, [sid]);
}

/** Ends all but this browser's; answers how many. `unauthenticated` where this browser's is not among them, instead of ending all. */
export async function endOtherSessions(deps: SessionDeps, asking: Asking): Promise<number> {
  const found = await deps.directory.sessionsOf(asking.userId);
  if (!found.some(({ sid }) => sid === asking.currentSid)) throw new AppError('unauthenticated');
  const others = endable(found, asking.currentSid);
  await end(deps, asking.memberId, others);
  return others.length;
}
