import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { requirePerson } from '../members/person-change.service.ts';
import { AppError } from '../platform/errors.ts';
import type { LetterDeps } from './letter.service.ts';
import { printLetters, type PrintWish } from './print.service.ts';

/** The person, for whoever may act on their letter; never oneself, who has a page for the own password. */
export async function requireAddressee(
  { db }: Pick<LetterDeps, 'db'>,
  scope: AdminScope,
  id: string | undefined,
): Promise<MemberWithGrants> {
  const person = await requirePerson(db, scope, id);
  const mayAct = canActOnIdentity(scope.tree, scope.actor, person.grants);
  if (!mayAct || person.id === scope.actor.memberId) throw new AppError('forbidden');
  return person;
}

export type OnePrint = Pick<PrintWish, 'printId' | 'keep'> & {
  /** The mark of the letter on the page that was pressed. */
  seen: string;
};

/**
 * *Brief drucken* at one person, also for somebody who has forgotten the own password. The same form again is the same print.
 * Throws `conflict` where the letter is not as the page showed it any more, or the person gets none.
 */
export async function printOne(
  deps: LetterDeps,
  scope: AdminScope,
  id: string | undefined,
  { seen, ...print }: OnePrint,
): Promise<string> {
  const { id: memberId } = await requireAddressee(deps, scope, id);
  return printLetters(deps, scope, { ...print, person: { memberId, seen } });
}
