import { neverIn } from '../members/member.ts';
import type { MemberState } from '../members/member.table.ts';
import type { KeyRing } from '../platform/secrets.ts';
import type { LetterKind, LetterState } from './letter.table.ts';
import { openStates } from './letter.table.ts';

export type Letter = {
  id: string;
  memberId: string;
  generation: number;
  keyId: number;
  format: string;
  kind: LetterKind;
  state: LetterState;
  importId: string | null;
  createdAt: Date;
  shownAt: Date | null;
  shownBy: string | null;
  printedAt: Date | null;
  handedOutAt: Date | null;
  redeemedAt: Date | null;
  endedAt: Date | null;
  expiresAt: Date;
};

/** For so long whoever made a print may download it again. */
export const downloadSeconds = 3600;
/** For so long a password that was shown may still be put on paper by whoever saw it. */
const keepSeconds = 15 * 60;

export function isOpen({ state }: Pick<Letter, 'state'>): boolean {
  return (openStates as readonly LetterState[]).includes(state);
}

/** Whether somebody may know the password of this letter already: then nobody else is given the same one. */
export function needsNewPassword(letter: Letter): boolean {
  return !isOpen(letter) || letter.kind === 'typed' || letter.shownAt !== null || letter.printedAt !== null;
}

/** Whether the password can be derived once more: its key is among those that are kept. */
export function isDerivable({ keyId }: Pick<Letter, 'keyId'>, { keys }: KeyRing): boolean {
  return keys.has(keyId);
}

/** The end of the day that stands on the letter, `days` from today, by the clock of those who read it. */
export function lastMoment(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 23, 59, 59, 999);
}

/** How a page saw a person's letter; what is asked for there is done only while this is still so, and so once only. */
export function letterMark(letter: Letter | undefined): string {
  return letter ? `${letter.generation}-${needsNewPassword(letter) ? 'known' : 'unknown'}` : 'none';
}
/** That of a person who was made a moment ago. */
export const firstMark = '1-unknown';

/** Whether this administrator was just shown the password and may put the same one on paper. */
export function mayKeep(letter: Letter, { actorId, now }: { actorId: string; now: Date }): boolean {
  return (
    isOpen(letter) &&
    letter.printedAt === null &&
    letter.shownBy === actorId &&
    letter.shownAt !== null &&
    now.getTime() - letter.shownAt.getTime() <= keepSeconds * 1000
  );
}

/** Whoever just saw the password puts the same one on paper. */
export function keepsPassword(
  letter: Letter,
  kept: { letterId: string; generation: number } | undefined,
  by: { actorId: string; now: Date },
): boolean {
  return kept?.letterId === letter.id && kept.generation === letter.generation && mayKeep(letter, by);
}

/**
 * Whether a selection of many may put this letter on paper: a password that the person may have chosen meanwhile is ended on their
 * own page only (ADR 029). Somebody who is in and whose letter has expired may have one from a password mail.
 */
export function mayBePrintedUnasked(state: LetterState, member: MemberState): boolean {
  return isOpen({ state }) || (state === 'expired' && neverIn(member));
}

/** Why this person gets no letter; undefined where they may have one. Who has an address and was never in is invited instead. */
export function whyNoLetter(member: {
  state: MemberState;
  email: string | null;
}): 'suspended' | 'hasEmail' | undefined {
  if (member.state === 'suspended' || member.state === 'deleted') return 'suspended';
  return neverIn(member.state) && member.email ? 'hasEmail' : undefined;
}
