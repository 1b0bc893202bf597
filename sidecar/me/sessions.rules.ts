import type { AccountSession } from '../keycloak/port.ts';

/** A session as its owner reads it; apps by the names of our own parts, else by client id. */
export type OwnSession = Omit<AccountSession, 'apps'> & { current: boolean; apps: string[] };

/** One's own sessions, the one of this browser first, then the last used. */
export function ownSessions(
  found: readonly AccountSession[],
  currentSid: string | undefined,
  names: Readonly<Record<string, string>>,
): OwnSession[] {
  return found
    .map(({ apps, ...session }) => ({
      ...session,
      current: session.sid === currentSid,
      apps: [...new Set(apps.map((app) => names[app] ?? app))].toSorted(),
    }))
    .toSorted((a, b) => Number(b.current) - Number(a.current) || b.seenAt.getTime() - a.seenAt.getTime());
}

/** Those that this person may end here: all but the one they are asking with, which has a sign-out of its own. */
export function endable(found: readonly AccountSession[], currentSid: string | undefined): string[] {
  return found.map(({ sid }) => sid).filter((sid) => sid !== currentSid);
}
