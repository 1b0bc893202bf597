import { randomUUID } from 'node:crypto';
import { canActOnIdentity } from '../areas/policy.rules.ts';
import type { AdminScope } from '../areas/scope.ts';
import { record } from '../audit/audit.store.ts';
import type { AuditActor, AuditEvent } from '../audit/event.ts';
import type { HashedCredential } from '../keycloak/port.ts';
import type { MemberWithGrants } from '../members/member.ts';
import { findMember } from '../members/member.store.ts';
import { administrator } from '../members/person-change.service.ts';
import { givePasswordAccess, holdMembers } from '../members/password-access.store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, Trx } from '../platform/db.ts';
import { AppError } from '../platform/errors.ts';
import type { KeyRing } from '../platform/secrets.ts';
import { formatFor, initialPassword } from './initial-password.rules.ts';
import {
  isDerivable,
  isOpen,
  lastMoment,
  type Letter,
  letterMark,
  needsNewPassword,
  whyNoLetter,
} from './letter.rules.ts';
import { lettersOf, type NewLetter, setShown, writeLetters } from './letter.store.ts';
import { readPolicy } from './policy.store.ts';

export type LetterDeps = {
  db: Db;
  clock: Clock;
  ring: KeyRing;
  /** Days for which an initial password is valid: until the end of the last one. */
  validDays(db: Db): Promise<number>;
  /** Tells the worker that there is something to carry to Keycloak. */
  nudge(): Promise<void>;
};
export type Issuing = Pick<LetterDeps, 'clock' | 'ring' | 'validDays'>;
/** `typed`: a password that an administrator chose, hashed; else one is derived. */
export type Addressee = {
  memberId: string;
  typed?: HashedCredential | undefined;
  importId?: string | undefined;
};

/**
 * Gives these people new passwords that nobody knows yet, whatever they had before, in a transaction that holds their rows; the next
 * synchronisation carries them to Keycloak. Throws `password_policy` where the realm's policy cannot be met. Answers the letters' ids.
 */
export async function renewLetters(
  deps: Issuing,
  trx: Trx,
  people: readonly Addressee[],
  createdBy: string | null,
): Promise<Map<string, string>> {
  if (people.length === 0) return new Map();
  const now = deps.clock();
  const memberIds = people.map(({ memberId }) => memberId);
  const known = new Map((await lettersOf(trx, memberIds)).map((letter) => [letter.memberId, letter]));
  const policy = await readPolicy(trx);
  const expiresAt = lastMoment(now, await deps.validDays(trx));
  const fresh = people.map(({ memberId, typed = null, importId = null }): NewLetter => {
    const before = known.get(memberId);
    const id = before?.id ?? randomUUID();
    const ref = { letterId: id, keyId: deps.ring.current, generation: (before?.generation ?? 0) + 1 };
    const { keyId, generation } = ref;
    return {
      id,
      memberId,
      keyId,
      generation,
      format: formatFor(deps.ring, policy, ref),
      typed,
      importId,
      expiresAt,
    };
  });
  await writeLetters(trx, fresh, createdBy, now);
  await givePasswordAccess(trx, memberIds, now);
  return new Map(fresh.map(({ memberId, id }) => [memberId, id]));
}

/**
 * Letters for people who have none that is open, in the caller's transaction, which holds or has just made their rows; who has one
 * keeps it, so that repeating it changes nothing. Answers what to record.
 */
export async function issueLetters(
  deps: Issuing,
  trx: Trx,
  people: readonly Addressee[],
  by: AuditActor,
): Promise<AuditEvent[]> {
  const letters = await lettersOf(
    trx,
    people.map(({ memberId }) => memberId),
  );
  const open = new Set(letters.filter(isOpen).map(({ memberId }) => memberId));
  const without = people.filter(({ memberId }) => !open.has(memberId));
  const createdBy = by.kind === 'administrator' ? by.memberId : null;
  const made = await renewLetters(deps, trx, without, createdBy);
  return without.map(({ memberId, importId }) => ({
    act: 'letter.issued',
    memberId,
    letterId: made.get(memberId) ?? '',
    ...(importId ? { importId } : {}),
  }));
}

/** The person whose row the transaction now holds; foreign and unknown ids alike are `not_found`. */
async function heldPerson(trx: Trx, scope: AdminScope, memberId: string): Promise<MemberWithGrants> {
  await holdMembers(trx, [memberId]);
  const person = await findMember(trx, memberId);
  if (!person || !canActOnIdentity(scope.tree, scope.actor, person.grants)) throw new AppError('not_found');
  const why = whyNoLetter(person);
  if (why)
    throw new AppError('conflict', { fields: [{ field: 'member', text: `credentials.problem.${why}` }] });
  return person;
}

export type ShownPassword = {
  username: string;
  password: string;
  expiresAt: Date;
  letterId: string;
  generation: number;
};

/** `seen`: the mark that the letter had on the page where somebody decided about it. */
function requireSeen(letter: Letter | undefined, seen: string | undefined): void {
  if (seen !== undefined && seen !== letterMark(letter))
    throw new AppError('conflict', { fields: [{ field: 'letter', text: 'credentials.problem.overtaken' }] });
}

/**
 * The letter of one person that is about to be printed, in the caller's transaction; who has none, or has redeemed it, gets a new one.
 * Throws as `showOnce`.
 */
export async function letterToPrint(
  deps: LetterDeps,
  trx: Trx,
  scope: AdminScope,
  { memberId, seen }: { memberId: string; seen: string },
): Promise<string> {
  await heldPerson(trx, scope, memberId);
  const [letter] = await lettersOf(trx, [memberId]);
  requireSeen(letter, seen);
  if (letter && (isOpen(letter) || letter.state === 'expired')) return letter.id;
  return (await freshLetter(deps, trx, scope, memberId, undefined)).id;
}

/** The person's letter with a password that nobody knows yet. */
async function freshLetter(
  deps: LetterDeps,
  trx: Trx,
  scope: AdminScope,
  memberId: string,
  seen: string | undefined,
): Promise<Letter> {
  const [before] = await lettersOf(trx, [memberId]);
  requireSeen(before, seen);
  if (before && !needsNewPassword(before) && isDerivable(before, deps.ring)) return before;
  await renewLetters(deps, trx, [{ memberId }], scope.actor.memberId);
  const [letter] = await lettersOf(trx, [memberId]);
  if (!letter) throw new AppError('internal');
  const act = before ? 'letter.renewed' : 'letter.issued';
  await record(trx, administrator(scope), [{ act, memberId, letterId: letter.id }]);
  return letter;
}

async function show(
  deps: LetterDeps,
  trx: Trx,
  scope: AdminScope,
  memberId: string,
  seen: string | undefined,
): Promise<ShownPassword> {
  const person = await heldPerson(trx, scope, memberId);
  const letter = await freshLetter(deps, trx, scope, memberId, seen);
  const { id: letterId, generation, expiresAt } = letter;
  await setShown(trx, letterId, scope.actor.memberId, deps.clock());
  await record(trx, administrator(scope), [{ act: 'letter.shown', memberId, letterId }]);
  const password = initialPassword(deps.ring, { ...letter, letterId });
  return { username: person.username, password, expiresAt, letterId, generation };
}

/**
 * *Einmal anzeigen*: the person's initial password, a new one if somebody may know the last one already (then that one dies, and
 * the person's sessions end). Throws `not_found` for foreign and unknown ids, `conflict` for who is suspended or has to be invited, and
 * where the letter is not as it was `seen` (`letterMark`) any more.
 */
export async function showOnce(
  deps: LetterDeps,
  scope: AdminScope,
  memberId: string,
  seen?: string,
): Promise<ShownPassword> {
  const shown = await deps.db.transaction().execute((trx) => show(deps, trx, scope, memberId, seen));
  await deps.nudge();
  return shown;
}
