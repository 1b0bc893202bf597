import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { MemberRecord } from './import.ts';
import { comparable } from './import-areas.rules.ts';
import type { MemberWithGrants } from './member.ts';
import { grantsOf, memberOf } from './member.store.ts';
import { usernameBase, withoutNumber } from './username.rules.ts';
import './member.table.ts';

/** Everybody whom a set of rows may mean, and every user name that a proposal must avoid. */
export type Known = {
  byNumber(employeeNumber: string): MemberWithGrants | undefined;
  byEmail(email: string): MemberWithGrants | undefined;
  byUsername(username: string): MemberWithGrants | undefined;
  byName(firstName: string, lastName: string): readonly MemberWithGrants[];
  /** User names that are in use and look like a proposal for one of the rows. */
  taken: ReadonlySet<string>;
};

const nameKey = (firstName: string, lastName: string): string => comparable(`${firstName} ${lastName}`);
const present = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

const baseOf = sql<string>`regexp_replace(lower(username), '[0-9]+$', '')`;
const basesOf = (records: readonly MemberRecord[]): string[] =>
  present(records.map(({ firstName, lastName }) => withoutNumber(usernameBase(firstName, lastName))));
const isNameOnly = (record: MemberRecord): boolean =>
  !record.employeeNumber && !record.email && (!record.username || record.usernameProposed === true);

/** User names that a proposal for one of these rows might meet. */
async function similarUsernames(db: Db, records: readonly MemberRecord[]): Promise<string[]> {
  const bases = basesOf(records.filter((record) => record.username === undefined));
  if (bases.length === 0) return [];
  const rows = await db
    .selectFrom('member')
    .select('username')
    .where('state', '<>', 'deleted')
    .where(sql<boolean>`${baseOf} = any(${bases}::text[])`)
    .execute();
  return rows.map((row) => row.username.toLowerCase());
}

/** `lock` holds the members for the transaction, so that what is decided about them still holds when it is written. */
export async function loadKnown(db: Db, records: readonly MemberRecord[], lock = false): Promise<Known> {
  const numbers = present(records.map((record) => record.employeeNumber));
  const emails = present(records.map((record) => record.email));
  const usernames = present(records.map((record) => record.username));
  const bases = basesOf(records.filter(isNameOnly));
  const query = db
    .selectFrom('member')
    .selectAll()
    .where('state', '<>', 'deleted')
    .where((or) =>
      or.or([
        sql<boolean>`employee_number = any(${numbers}::text[])`,
        sql<boolean>`lower(email) = any(${emails}::text[])`,
        sql<boolean>`lower(username) = any(${usernames}::text[])`,
        ...(bases.length > 0 ? [sql<boolean>`${baseOf} = any(${bases}::text[])`] : []),
      ]),
    )
    .orderBy('id');
  const rows = await (lock ? query.forUpdate() : query).execute();
  const grants = await grantsOf(
    db,
    rows.map((row) => row.id),
  );
  const members = rows.map((row) => ({ ...memberOf(row), grants: grants.get(row.id) ?? [] }));
  return { ...index(members), taken: new Set(await similarUsernames(db, records)) };
}

function index(members: readonly MemberWithGrants[]): Omit<Known, 'taken'> {
  const by = (key: (member: MemberWithGrants) => string | null | undefined): Map<string, MemberWithGrants> =>
    new Map(members.flatMap((member) => (key(member) ? [[key(member) as string, member] as const] : [])));
  const numbers = by((member) => member.employeeNumber);
  const emails = by((member) => member.email?.toLowerCase());
  const usernames = by((member) => member.username.toLowerCase());
  const names = Map.groupBy(members, (member) => nameKey(member.firstName, member.lastName));
  return {
    byNumber: (employeeNumber) => numbers.get(employeeNumber),
    byEmail: (email) => emails.get(email.toLowerCase()),
    byUsername: (username) => usernames.get(username.toLowerCase()),
    byName: (firstName, lastName) => names.get(nameKey(firstName, lastName)) ?? [],
  };
}
