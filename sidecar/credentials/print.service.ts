import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditEvent } from '../audit/event.ts';
import { grantsOf } from '../members/member.store.ts';
import { holdMembers } from '../members/password-access.store.ts';
import { administrator } from '../members/person-change.service.ts';
import type { Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import {
  isDerivable,
  keepsPassword,
  type Letter,
  mayBePrintedUnasked,
  needsNewPassword,
  whyNoLetter,
} from './letter.rules.ts';
import { type LetterDeps, letterToPrint, renewLetters } from './letter.service.ts';
import { lettersById, setPrinted } from './letter.store.ts';
import { addItems, beginPrint, statesOf } from './print.store.ts';

/**
 * `printId` is the form's key; `keep`: the password that this administrator was just shown. One person instead of letters: whatever
 * they have is as it was `seen`, and who has none to print gets a new one.
 */
export type PrintWish = {
  printId: string;
  keep?: { letterId: string; generation: number } | undefined;
} & ({ letterIds: readonly string[] } | { person: { memberId: string; seen: string } });

/** Letters whose people's rows the transaction now holds, as they are now; foreign and unknown ids alike are `not_found`. */
export async function heldLetters(trx: Trx, scope: AdminScope, ids: readonly string[]): Promise<Letter[]> {
  const wanted = [...new Set(ids)];
  const owners = (await lettersById(trx, wanted)).map(({ memberId }) => memberId);
  const held = new Set(await holdMembers(trx, owners));
  const letters = (await lettersById(trx, wanted)).filter(({ memberId }) => held.has(memberId));
  const grants = await grantsOf(trx, [...held]);
  const mine = letters.filter(({ memberId }) =>
    canActOnIdentity(scope.tree, scope.actor, grants.get(memberId) ?? []),
  );
  if (mine.length < wanted.length || wanted.length === 0) throw new AppError('not_found');
  return mine;
}

/** Who has chosen a password, was invited or suspended meanwhile gets nothing on paper by a selection of many. */
async function printable(trx: Trx, letters: readonly Letter[]): Promise<Letter[]> {
  const states = await statesOf(
    trx,
    letters.map(({ memberId }) => memberId),
  );
  return letters.filter((letter) => {
    const member = states.get(letter.memberId);
    return member && !whyNoLetter(member) && mayBePrintedUnasked(letter.state, member.state);
  });
}

/** Answers whether it was made now: the same form again is the same print. */
async function print(deps: LetterDeps, trx: Trx, scope: AdminScope, wish: PrintWish): Promise<boolean> {
  const now = deps.clock();
  const actorId = scope.actor.memberId;
  const begun = await beginPrint(trx, wish.printId, actorId, now);
  if (begun === 'foreign') throw new AppError('not_found');
  if (begun === 'before') return false;
  const wanted = 'person' in wish ? [await letterToPrint(deps, trx, scope, wish.person)] : wish.letterIds;
  const letters = await printable(trx, await heldLetters(trx, scope, wanted));
  if (letters.length === 0)
    throw new AppError('conflict', { fields: [{ field: 'letters', text: 'credentials.problem.noneLeft' }] });
  const renewed = letters.filter(
    (letter) =>
      !isDerivable(letter, deps.ring) ||
      (needsNewPassword(letter) && !keepsPassword(letter, wish.keep, { actorId, now })),
  );
  await renewLetters(
    deps,
    trx,
    renewed.map(({ memberId }) => ({ memberId })),
    actorId,
  );
  const ids = letters.map(({ id }) => id);
  await setPrinted(trx, ids, actorId, now);
  await addItems(trx, wish.printId, ids);
  const events = (act: 'letter.renewed' | 'letter.printed', some: readonly Letter[]): AuditEvent[] =>
    some.map(({ id: letterId, memberId }) => ({ act, memberId, letterId }));
  await record(trx, administrator(scope), [
    ...events('letter.renewed', renewed),
    ...events('letter.printed', letters),
  ]);
  return true;
}

/**
 * Puts letters on paper: fixes what belongs to this print; the same `printId` again is the same print. A letter that was printed or
 * shown before gets a new password, and the old one dies. Throws `not_found` if any of them is foreign, `conflict` where none is
 * left to print.
 */
export async function printLetters(deps: LetterDeps, scope: AdminScope, wish: PrintWish): Promise<string> {
  const made = await deps.db.transaction().execute((trx) => print(deps, trx, scope, wish));
  if (made) await deps.nudge();
  return wish.printId;
}
