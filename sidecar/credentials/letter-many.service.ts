import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import { holdMembers } from '../members/password-access.store.ts';
import { administrator } from '../members/person-change.service.ts';
import { AppError, toAppError } from '../platform/errors.ts';
import type { Translate } from '../platform/i18n.ts';
import { type Candidate, needsIssuing, tally, whyLeftOut } from './letter-candidate.rules.ts';
import { candidates } from './letter-candidates.read-model.ts';
import { handOut } from './letter-life.service.ts';
import type { LetterAct, Start } from './letter.schema.ts';
import { issueLetters, type LetterDeps } from './letter.service.ts';
import { lettersOf } from './letter.store.ts';
import { findPrint } from './print.read-model.ts';
import { printLetters } from './print.service.ts';

/** So many letters are one file at most. */
export const mostLetters = 10_000;

const refuse = (problem: string) =>
  new AppError('conflict', { fields: [{ field: 'people', text: `credentials.problem.${problem}` }] });

/** The people whom it applies to, as long as they are as many as the page said. */
async function agreed(
  { db }: LetterDeps,
  scope: AdminScope,
  t: Translate,
  act: LetterAct,
  form: Start,
): Promise<Candidate[]> {
  const people = await candidates(db, scope, t, form);
  const { applies, again } = tally(act, people);
  // ticked off by the first press of the same button
  if (act === 'handOut' && applies === 0) return [];
  if (applies !== form.applies || again !== form.again) throw refuse('changed');
  if (applies > mostLetters) throw refuse('tooMany');
  return people.filter((person) => !whyLeftOut(act, person));
}

/** Letters for those who have none to print yet. */
async function issueMissing(
  deps: LetterDeps,
  scope: AdminScope,
  people: readonly Candidate[],
): Promise<void> {
  const missing = people.filter(needsIssuing).map(({ memberId }) => memberId);
  if (missing.length === 0) return;
  await deps.db.transaction().execute(async (trx) => {
    const held = await holdMembers(trx, missing);
    const by = administrator(scope);
    const addressees = held.map((memberId) => ({ memberId }));
    await record(trx, by, await issueLetters(deps, trx, addressees, by));
  });
  await deps.nudge();
}

/** Whether this form was sent before: its key is the print's id. */
async function printedBefore({ db }: LetterDeps, scope: AdminScope, id: string): Promise<boolean> {
  try {
    await findPrint(db, scope, id);
    return true;
  } catch (thrown) {
    if (toAppError(thrown).code === 'not_found') return false;
    throw thrown;
  }
}

/**
 * *Briefe drucken*: everyone picked whom it applies to, those without a letter get one first. The same form again is the same print.
 * Throws `conflict` where they are not as many, or not as many passwords die, as the form showed.
 */
export async function printMany(
  deps: LetterDeps,
  scope: AdminScope,
  t: Translate,
  form: Start,
): Promise<string> {
  try {
    const people = await agreed(deps, scope, t, 'print', form);
    if (people.length === 0) throw refuse('noneLeft');
    await issueMissing(deps, scope, people);
    const letters = await lettersOf(
      deps.db,
      people.map(({ memberId }) => memberId),
    );
    const letterIds = letters.map(({ id }) => id);
    return await printLetters(deps, scope, { printId: form.formKey, letterIds });
  } catch (thrown) {
    const { code } = toAppError(thrown);
    if (code !== 'conflict' && code !== 'not_found') throw thrown;
    if (await printedBefore(deps, scope, form.formKey)) return form.formKey;
    // one of many who is foreign by now
    throw code === 'not_found' ? refuse('changed') : thrown;
  }
}

/** *Als ausgehändigt abhaken*, in the same way. Answers how many. */
export async function handOutMany(
  deps: LetterDeps,
  scope: AdminScope,
  t: Translate,
  form: Start,
): Promise<number> {
  const people = await agreed(deps, scope, t, 'handOut', form);
  const letterIds = people.flatMap(({ letterId }) => letterId ?? []);
  return letterIds.length === 0 ? 0 : handOut(deps, scope, letterIds);
}
