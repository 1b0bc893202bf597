import { neverIn } from '../members/member.ts';
import type { MemberState } from '../members/member.table.ts';
import { isOpen, mayBePrintedUnasked, whyNoLetter } from './letter.rules.ts';
import type { LetterAct } from './letter.schema.ts';
import type { LetterKind, LetterState } from './letter.table.ts';

/** Somebody who was picked, as far as printing and handing out are concerned. */
export type Candidate = {
  memberId: string;
  self: boolean;
  /** Acts on identity are allowed on this person. */
  identity: boolean;
  memberState: MemberState;
  email: string | null;
  letterId: string | null;
  state: LetterState | null;
  kind: LetterKind | null;
  shownAt: Date | null;
  printedAt: Date | null;
};
export type LeftOut =
  | 'self'
  | 'rights'
  | 'suspended'
  | 'hasEmail'
  | 'ownPassword'
  | 'noLetter'
  | 'notPrinted'
  | 'handedOutAlready'
  | 'over';

const open = (state: LetterState | null): boolean => state !== null && isOpen({ state });

/** There is none to print yet, and nobody has chosen a password: one is issued first. */
export function needsIssuing({ memberState, state }: Candidate): boolean {
  return neverIn(memberState) && (state === null || state === 'withdrawn');
}

/** Somebody may know the password that is on it or was shown, so that printing ends it. */
export function diesByPrinting({ state, kind, shownAt, printedAt }: Candidate): boolean {
  return open(state) && (kind === 'typed' || shownAt !== null || printedAt !== null);
}

function whyNotPrinted(person: Candidate): LeftOut | undefined {
  const why = whyNoLetter({ state: person.memberState, email: person.email });
  if (why) return why;
  // A new password for somebody who is in ends theirs: that is decided one by one, on the person's page.
  const { state, memberState } = person;
  const printable = state !== null && mayBePrintedUnasked(state, memberState);
  return printable || needsIssuing(person) ? undefined : 'ownPassword';
}

function whyNotHandedOut({ state, shownAt }: Candidate): LeftOut | undefined {
  if (state === null) return 'noLetter';
  if (state === 'handed_out') return 'handedOutAlready';
  if (!open(state)) return 'over';
  return state === 'printed' || shownAt !== null ? undefined : 'notPrinted';
}

/** Why this person is left out of an act on many; undefined where it applies. */
export function whyLeftOut(act: LetterAct, person: Candidate): LeftOut | undefined {
  if (person.self) return 'self';
  if (!person.identity) return 'rights';
  return act === 'print' ? whyNotPrinted(person) : whyNotHandedOut(person);
}

export type Tally = {
  applies: number;
  /** Of them: their password was on paper or on a screen before, and dies. */
  again: number;
  leftOut: { reason: LeftOut; count: number }[];
};

/** What an act would do to these people, before anything happens. */
export function tally(act: LetterAct, people: readonly Candidate[]): Tally {
  const reasons = new Map<LeftOut, number>();
  let again = 0;
  let applies = 0;
  for (const person of people) {
    const reason = whyLeftOut(act, person);
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    else applies += 1;
    if (!reason && act === 'print' && diesByPrinting(person)) again += 1;
  }
  const leftOut = [...reasons].map(([reason, count]) => ({ reason, count }));
  return { applies, again, leftOut: leftOut.toSorted((a, b) => b.count - a.count) };
}
