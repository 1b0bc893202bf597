import type { AdminScope } from '../areas/scope.ts';
import { type MemberRecord, type Problem, problem } from './import.ts';
import type { Known } from './import-known.read-model.ts';
import type { MemberWithGrants } from './member.ts';
import { sees } from './person.rules.ts';

export type Match = { member?: MemberWithGrants; problems: readonly Problem[] };

/**
 * A row without any key means the one person of that name who has neither number nor e-mail, which is what a first
 * import of the same row made. Somebody of that name who has one may be another person: a person must decide.
 */
function byNameOnly(scope: AdminScope, record: MemberRecord, known: Known): Match {
  // that somebody foreign has this name is nobody's business here, and a stranger is no reason to ask for a key
  const same = known.byName(record.firstName, record.lastName).filter((member) => sees(scope, member));
  const plain = same.filter((member) => member.email === null && member.employeeNumber === null);
  const [only] = plain;
  if (same.length === 0) return { problems: [] };
  if (only && plain.length === 1 && same.length === 1) return { member: only, problems: [] };
  return {
    problems: [problem('nameTaken', { column: 'lastName', found: `${record.firstName} ${record.lastName}` })],
  };
}

/**
 * Whom a row means: by employee number, else by e-mail, else by user name. A number that nobody has may be the missing
 * number of the person with that e-mail or user name.
 */
function byKeys(record: MemberRecord, known: Known): MemberWithGrants | undefined {
  const { employeeNumber, email, username } = record;
  const numbered = employeeNumber === undefined ? undefined : known.byNumber(employeeNumber);
  if (numbered) return numbered;
  const fits = (member: MemberWithGrants | undefined): boolean =>
    member !== undefined && (employeeNumber === undefined || member.employeeNumber === null);
  const mailed = email === undefined ? undefined : known.byEmail(email);
  if (fits(mailed)) return mailed;
  if (mailed || !username || record.usernameProposed) return undefined;
  const named = known.byUsername(username);
  const sameMail = email === undefined || named?.email === null || named?.email === undefined;
  return fits(named) && (sameMail || named?.email?.toLowerCase() === email) ? named : undefined;
}

/** E-mail, user name or number that belongs to somebody else than the row means. */
function foreignKeys(record: MemberRecord, known: Known, member: MemberWithGrants | undefined): Problem[] {
  const found: Problem[] = [];
  const { email, username, usernameProposed } = record;
  const mailed = email === undefined ? undefined : known.byEmail(email);
  if (email !== undefined && mailed && mailed.id !== member?.id) {
    found.push(problem('emailTaken', { column: 'email', found: email }));
  }
  if (username === undefined || (usernameProposed && member)) return found;
  const named = known.byUsername(username);
  if (named && named.id !== member?.id)
    found.push(problem('usernameTaken', { column: 'username', found: username }));
  else if (member && !named) found.push(problem('usernameFixed', { column: 'username', found: username }));
  return found;
}

export function matchMember(scope: AdminScope, record: MemberRecord, known: Known): Match {
  const { employeeNumber, email, username, usernameProposed } = record;
  const hasKey =
    employeeNumber !== undefined || email !== undefined || (username !== undefined && !usernameProposed);
  const match = hasKey ? { member: byKeys(record, known), problems: [] } : byNameOnly(scope, record, known);
  const problems = [...match.problems, ...foreignKeys(record, known, match.member)];
  return { ...(match.member ? { member: match.member } : {}), problems };
}
