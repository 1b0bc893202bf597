import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import type { Db, Trx } from '../platform/db.ts';
import type { FieldError } from '../platform/errors.ts';
import { fullName, type Member } from './member.ts';
import { grantsOf, memberOf } from './member.store.ts';
import { sees } from './person.rules.ts';
import { proposeUsername, usernameBase, withoutNumber } from './username.rules.ts';
import './member.table.ts';

export type Keys = {
  email?: string | undefined;
  username?: string | undefined;
  employeeNumber?: string | undefined;
};

/**
 * A complaint for each key that another person has. Who has it is told only to those who may see that person; that it is taken
 * cannot be hidden from somebody who wants to use it.
 */
export async function takenKeys(
  db: Db,
  scope: AdminScope,
  keys: Keys,
  except?: string,
): Promise<FieldError[]> {
  const { email = null, username = null, employeeNumber = null } = keys;
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .where('state', '<>', 'deleted')
    .where(
      sql<boolean>`(lower(email) = lower(${email}) or lower(username) = lower(${username}) or employee_number = ${employeeNumber})`,
    )
    .$if(except !== undefined, (query) => query.where('id', '<>', except ?? ''))
    .execute();
  const grants = await grantsOf(
    db,
    rows.map((row) => row.id),
  );
  const same = (a: string | null, b: string | null): boolean =>
    a !== null && b !== null && a.toLowerCase() === b.toLowerCase();
  const complaints = rows.map(memberOf).flatMap((member): FieldError[] => {
    const visible = sees(scope, { grants: grants.get(member.id) ?? [] });
    const complain = (field: string): FieldError =>
      visible
        ? { field, text: `members.person.problem.${field}TakenBy`, params: { name: fullName(member) } }
        : { field, text: `members.person.problem.${field}Taken` };
    return [
      ...(same(member.email, email) ? [complain('email')] : []),
      ...(same(member.username, username) ? [complain('username')] : []),
      ...(employeeNumber !== null && member.employeeNumber === employeeNumber
        ? [complain('employeeNumber')]
        : []),
    ];
  });
  const order = ['email', 'username', 'employeeNumber'];
  return complaints.sort((a, b) => order.indexOf(a.field) - order.indexOf(b.field));
}

type Names = { firstName: string; lastName: string };
const baseOf = ({ firstName, lastName }: Names): string => withoutNumber(usernameBase(firstName, lastName));

async function similar(db: Db, people: readonly Names[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('member')
    .select('username')
    .where('state', '<>', 'deleted')
    .where(sql<boolean>`regexp_replace(lower(username), '[0-9]+$', '') = any(${people.map(baseOf)})`)
    .execute();
  return new Set(rows.map((row) => row.username.toLowerCase()));
}

/** A user name that nobody has right now; nothing is reserved by asking. */
export async function proposedUsername(db: Db, firstName: string, lastName: string): Promise<string> {
  const taken = await similar(db, [{ firstName, lastName }]);
  return proposeUsername(firstName, lastName, (username) => taken.has(username));
}

/** The same for the transaction that takes it: people of one name who are added at once wait for each other. */
export async function nextUsername(trx: Trx, firstName: string, lastName: string): Promise<string> {
  await awaitTurns(trx, [{ firstName, lastName }]);
  return proposedUsername(trx, firstName, lastName);
}

/** The same for several people, in order; they may have names in common. */
export async function nextUsernames(trx: Trx, people: readonly Names[]): Promise<string[]> {
  await awaitTurns(trx, people);
  const taken = await similar(trx, people);
  return people.map(({ firstName, lastName }) => {
    const username = proposeUsername(firstName, lastName, (name) => taken.has(name));
    taken.add(username);
    return username;
  });
}

async function awaitTurns(trx: Trx, people: readonly Names[]): Promise<void> {
  // Everybody in one order, so that nobody waits for somebody who waits for them.
  const locks = [...new Set(people.map((person) => `einlass user name ${baseOf(person)}`))].sort();
  await sql`select pg_advisory_xact_lock(hashtext(name)) from unnest(${locks}::text[]) as name`.execute(trx);
}

/** The next one behind one that somebody has who is not in our list. */
export async function laterUsername(trx: Trx, member: Pick<Member, 'firstName' | 'lastName' | 'username'>) {
  const { firstName, lastName } = member;
  await awaitTurns(trx, [member]);
  const taken = await similar(trx, [member]);
  const numberOf = (username: string): number => Number(/[0-9]+$/.exec(username)?.[0] ?? 1);
  const tried = numberOf(member.username);
  return proposeUsername(firstName, lastName, (name) => taken.has(name) || numberOf(name) <= tried);
}
