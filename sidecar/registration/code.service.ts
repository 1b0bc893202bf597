import { sql } from 'kysely';
import { enqueue } from '../mail/message.store.ts';
import { storedLocale } from '../platform/i18n.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { Nudge } from '../platform/queue.ts';
import { sameSecret } from '../platform/secrets.ts';
import { codeIsOver, codeOf, mayResend, nextCode, typedCode } from './code.rules.ts';
import type { RegistrationDeps } from './deps.ts';
import { codeTries, stateAt } from './registration.rules.ts';
import { change, findOwn, type Own, type Registration } from './registration.store.ts';
import { holderOf, type KnownDeps, tellKnown } from './known.service.ts';
import type { Tries } from './tries.store.ts';

export type SendCodeDeps = KnownDeps & {
  db: Db;
  clock: Clock;
  nudgeMail(nudges: readonly Nudge[]): Promise<void>;
  /** Counts a mail to this address; false where it, or where it was asked for, has had its share. */
  mayMail: Tries['mayMail'];
};

export type CodeProblem = 'form' | 'wrong' | 'spent' | 'over';
export type TypedCode = { proven: Registration } | { problem: CodeProblem; row: Registration };

/** Counted before it is compared; undefined where there is nothing to try any more. */
async function countTry(
  { db, clock }: RegistrationDeps,
  { id, browser }: Own,
): Promise<Registration | undefined> {
  return db
    .updateTable('registration')
    .set({ code_tries: sql<number>`code_tries + 1` })
    .where('id', '=', id)
    .where('browser', '=', browser)
    .where('state', '=', 'sent')
    .where('expires_at', '>', clock())
    .where('code_tries', '<', codeTries)
    .returningAll()
    .executeTakeFirst();
}

function problemOf(
  { ring, clock }: RegistrationDeps,
  tried: Registration,
  typed: string,
): CodeProblem | undefined {
  const code = codeOf(ring, tried);
  const fits = code !== undefined && sameSecret(code, typed);
  if (codeIsOver(tried, clock())) return 'over';
  // An address that has an account never got a code, so no code fits; the answer is the same.
  if (fits && tried.code_sent_at !== null && tried.known_member_id === null) return undefined;
  return tried.code_tries >= codeTries ? 'spent' : 'wrong';
}

/**
 * The typed code: the address is proven, or what is wrong with it. Undefined where no code is asked for in this browser: another's
 * row, one that is over, or further on already.
 */
export async function checkCode(
  deps: RegistrationDeps,
  own: Own,
  text: string,
): Promise<TypedCode | undefined> {
  const typed = typedCode(text);
  const tried = typed && (await countTry(deps, own));
  const row = tried || (await findOwn(deps.db, own.id, own.browser));
  if (!row || stateAt(row, deps.clock()) !== 'sent') return undefined;
  if (!typed) return { problem: 'form', row };
  if (!tried) return { problem: 'spent', row };
  const problem = problemOf(deps, tried, typed);
  if (problem) return { problem, row };
  const proven = await change(deps.db, row, ['sent'], { state: 'proven' }, tried);
  return proven && { proven };
}

/** A further mail with a new code; the old one opens nothing any more. False where it is too soon or was often enough. */
export async function resendCode(deps: RegistrationDeps, row: Registration): Promise<boolean> {
  const now = deps.clock();
  if (!mayResend(row, now)) return false;
  const changed = await change(deps.db, row, ['sent'], nextCode(deps.ring, row, now), row);
  if (!changed) return false;
  await deps.nudge(row.id);
  return true;
}

/** Who gets which mail; the person in front of the page is told of none of it. */
async function mailFor(deps: SendCodeDeps, trx: Trx, row: Registration, now: Date) {
  const { id: registrationId, email: toAddress, visitor } = row;
  if (!toAddress || !(await deps.mayMail(trx, { email: toAddress, visitor, now }))) {
    // Nobody can read this code, so none fits: else each further registration for an address were five more guesses at it.
    await trx.updateTable('registration').set({ code_key_id: null }).where('id', '=', row.id).execute();
    return [];
  }
  const owner = await holderOf(trx, { email: toAddress });
  if (owner) return tellKnown(deps, trx, { registrationId, memberId: owner, email: toAddress }, now);
  const locale = storedLocale(row.locale);
  const message = {
    kind: 'emailCode',
    memberId: null,
    subjectId: registrationId,
    locale,
    toAddress,
  } as const;
  return enqueue(trx, [message], { publicUrl: deps.origin, now });
}

/** The worker's part of "code sent": one mail, to whom it belongs; may be repeated, of two at once one sends. */
export async function sendCode(deps: SendCodeDeps, id: string): Promise<void> {
  const nudges = await deps.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    const row = await trx
      .selectFrom('registration')
      .selectAll()
      .where('id', '=', id)
      .where('state', '=', 'sent')
      .where('code_due', '=', true)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return [];
    await trx
      .updateTable('registration')
      .set({ code_due: false, due_at: null, code_sent_at: now, known_member_id: null })
      .where('id', '=', id)
      .execute();
    return mailFor(deps, trx, row, now);
  });
  await deps.nudgeMail(nudges);
}
