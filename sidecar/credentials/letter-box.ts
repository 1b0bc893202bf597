import { randomUUID } from 'node:crypto';
import { canActOnIdentity } from '../areas/policy.rules.ts';
import { namesOf } from '../members/member.store.ts';
import type { MemberWithGrants } from '../members/member.ts';
import type { PersonBox } from '../members/person-page.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/db.ts';
import { isOpen, type Letter, letterMark, needsNewPassword, whyNoLetter } from './letter.rules.ts';
import { type LetterHistory, letterHistory } from './letter-box.read-model.ts';

/** What happened to a letter, in the order in which it did; `by` is a name, where somebody did it. */
async function events(db: Db, letter: LetterHistory) {
  const { createdBy, shownBy, printedBy, handedOutBy } = letter;
  const names = await namesOf(
    db,
    [createdBy, shownBy, printedBy, handedOutBy].flatMap((id) => id ?? []),
  );
  const event = (what: string, at: Date | null, by: string | null = null) =>
    at ? [{ what, at, by: by ? (names.get(by) ?? '') : '' }] : [];
  return [
    ...event('created', letter.createdAt, createdBy),
    ...event('shown', letter.shownAt, shownBy),
    ...event('printed', letter.printedAt, printedBy),
    ...event('handedOut', letter.handedOutAt, handedOutBy),
    ...event('redeemed', letter.redeemedAt),
    ...event(letter.state === 'expired' ? 'expired' : 'withdrawn', letter.endedAt),
  ].toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** What the two buttons do: ask first where somebody may know a password that would die. */
export function buttonsFor(
  person: Pick<MemberWithGrants, 'id' | 'state' | 'email'>,
  letter: Letter | undefined,
) {
  const whyNot = whyNoLetter(person);
  const fresh = letter !== undefined && !needsNewPassword(letter);
  return { whyNot, asks: !fresh, seen: letterMark(letter), formKey: randomUUID() };
}

/** *Zugangsbrief* on a person's page: for everybody who has or had one, and for who cannot help themselves by e-mail. */
export function letterBox({ db, clock }: { db: Db; clock: Clock }): PersonBox {
  return {
    view: 'credentials/_person',
    async load(person, { actor, tree }) {
      const { letter, provenEmail } = await letterHistory(db, person.id);
      const invitable = whyNoLetter(person) === 'hasEmail';
      if (!letter && (provenEmail || invitable)) return undefined;
      const self = person.id === actor.memberId;
      return {
        memberId: person.id,
        href: `/admin/members/${person.id}/letter`,
        state: letter?.state ?? 'none',
        open: letter ? isOpen(letter) : false,
        onItsWay: letter && isOpen(letter) ? person.passwordDue !== null : false,
        expiresAt: letter?.expiresAt,
        overdue: letter ? isOpen(letter) && letter.expiresAt <= clock() : false,
        events: letter ? await events(db, letter) : [],
        forgot: person.state !== 'created' && person.state !== 'invited',
        mayAct: canActOnIdentity(tree, actor, person.grants) && !self,
        ...buttonsFor(person, letter),
      };
    },
  };
}
