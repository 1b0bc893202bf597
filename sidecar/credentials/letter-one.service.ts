import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { requirePerson } from '../members/person-change.service.ts';
import { AppError, toAppError } from '../platform/errors.ts';
import { isOpen, letterMark } from './letter.rules.ts';
import { letterOfMember } from './letter.read-model.ts';
import { issueAnew, type LetterDeps } from './letter.service.ts';
import { findPrint } from './print.read-model.ts';
import { printLetters } from './print.service.ts';

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

/** Whether this form was sent before: its key is the print's id. */
export async function printedBefore(
  { db }: Pick<LetterDeps, 'db'>,
  scope: AdminScope,
  id: string,
): Promise<boolean> {
  try {
    await findPrint(db, scope, id);
    return true;
  } catch (thrown) {
    if (toAppError(thrown).code === 'not_found') return false;
    throw thrown;
  }
}

export type OnePrint = {
  formKey: string;
  /** The mark of the letter on the page that was pressed. */
  seen: string;
  keep?: { letterId: string; generation: number } | undefined;
};

async function printAs(
  deps: LetterDeps,
  scope: AdminScope,
  memberId: string,
  { formKey, seen, keep }: OnePrint,
): Promise<string> {
  const letter = await letterOfMember(deps.db, memberId);
  if (seen !== letterMark(letter))
    throw new AppError('conflict', { fields: [{ field: 'letter', text: 'credentials.problem.overtaken' }] });
  const usable = letter && (isOpen(letter) || letter.state === 'expired');
  const id = usable ? letter.id : await issueAnew(deps, scope, memberId, seen);
  return printLetters(deps, scope, { printId: formKey, letterIds: [id], keep });
}

/**
 * *Brief drucken* at one person, also for somebody who has forgotten the own password. The same form again is the same print.
 * Throws `conflict` where the letter is not as the page showed it any more, or the person gets none.
 */
export async function printOne(
  deps: LetterDeps,
  scope: AdminScope,
  id: string | undefined,
  wish: OnePrint,
): Promise<string> {
  const person = await requireAddressee(deps, scope, id);
  try {
    return await printAs(deps, scope, person.id, wish);
  } catch (thrown) {
    // what changed it was the first press of this very button
    if (toAppError(thrown).code === 'conflict' && (await printedBefore(deps, scope, wish.formKey)))
      return wish.formKey;
    throw thrown;
  }
}
