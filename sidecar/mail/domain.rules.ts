import { addSeconds } from '../platform/clock.ts';

/**
 * How a domain of recipients has answered lately. A `free` one has all connections; any other has one at a time: at first,
 * until its first answer, and after trouble, until its next one.
 */
export type Standing = {
  free: boolean;
  /** Troubles since the last answer. */
  troubles: number;
  /** How often its mail was put off since the last answer. */
  holds: number;
  /** Its mail is put off until then. */
  until: Date | null;
};

/**
 * What a delivery tells: an answer about this mail in time; a refusal for now or a lost connection; no answer for some seconds,
 * which is told while it is still under way; an answer after all of such a one.
 */
export type Sign = 'answered' | 'temporary' | 'slow' | 'late';

export const firstMet: Standing = { free: false, troubles: 0, holds: 0, until: null };

/** One mailbox that is full is no trouble of a whole company: so many in a row are. */
const troublesOfFree = 5;
const holdSeconds = [5, 15, 60, 240];

export function standingAfter(standing: Standing, sign: Sign, now: Date): Standing {
  if (sign === 'answered') return { free: true, troubles: 0, holds: 0, until: null };
  if (sign === 'late') return { ...standing, holds: 0 };
  const troubles = standing.troubles + 1;
  // Many that were under way together fail together: that is one trouble, not many.
  const isPutOff = standing.until !== null && standing.until > now;
  if (isPutOff || (standing.free && troubles < troublesOfFree)) return { ...standing, troubles };
  const wait = holdSeconds[Math.min(standing.holds, holdSeconds.length - 1)] ?? 0;
  return { free: false, troubles, holds: standing.holds + 1, until: addSeconds(now, wait) };
}

/** Whether mail of this domain waits in the database at this moment: it is put off, or the one try it has is under way. */
export function isHeld({ free, troubles, until }: Standing, underWay: number, now: Date): boolean {
  if (until && until > now) return true;
  return !free && troubles > 0 && underWay > 0;
}
