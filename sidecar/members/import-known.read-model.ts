import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { MemberRecord } from './import.ts';
import { comparable } from './import-areas.rules.ts';
import type { MemberWithGrants } from './member.ts';
import { grantsOf, memberOf } from './member.store.ts';
import './member.table.ts';

/** Everybody whom a set of rows may mean. */
export type Known = {
  byNumber(employeeNumber: string): MemberWithGrants | undefined;
  byEmail(email: string): MemberWithGrants | undefined;
  byUsername(username: string): MemberWithGrants | undefined;
  byName(firstName: string, lastName: string): readonly MemberWithGrants[];
};

const nameKey = (firstName: string, lastName: string): string => comparable(`${firstName} ${lastName}`);
const present = (values: readonly (string | undefined)[]): string[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];
const isNameOnly = (record: MemberRecord): boolean =>
  !record.employeeNumber && !record.email && (!record.username || record.usernameProposed === true);

/** First and last name in one, without what people vary; the expression of the index `member_name_key`. */
export function nameKeyOf(name: RawBuilder<unknown>): RawBuilder<string> {
  return sql`lower(regexp_replace(normalize(${name}, NFKC), '[[:space:]_.:*‐-―-]', '', 'g'))`;
}
export const nameKeyOfMember = nameKeyOf(sql`first_name || last_name`);
/** More people of one name are not told apart by a row that has nothing but the name. */
const sameNames = 50;

/** Ids of those whom these rows may mean: each key by its index, and names only for rows that have nothing else. */
function meant(records: readonly MemberRecord[]): RawBuilder<unknown> {
  const numbers = present(records.map((record) => record.employeeNumber));
  const emails = present(records.map((record) => record.email));
  const usernames = present(records.map((record) => record.username));
  const names = present(
    records.filter(isNameOnly).map(({ firstName, lastName }) => `${firstName}${lastName}`),
  );
  return sql`
    select id from member where state <> 'deleted' and employee_number = any(${numbers}::text[])
    union select id from member where state <> 'deleted' and lower(email) = any(${emails}::text[])
    union select id from member where state <> 'deleted' and lower(username) = any(${usernames}::text[])
    union select m.id from unnest(${names}::text[]) as wanted(name) cross join lateral (
      select id from member where state <> 'deleted' and ${nameKeyOfMember} = ${nameKeyOf(sql`wanted.name`)}
      order by email is null and employee_number is null desc limit ${sameNames}) m`;
}

/** `lock` holds the members for the transaction, so that what is decided about them still holds when it is written. */
export async function loadKnown(db: Db, records: readonly MemberRecord[], lock = false): Promise<Known> {
  const query = db
    .selectFrom('member')
    .selectAll()
    .where('state', '<>', 'deleted')
    .where(sql<boolean>`id in (${meant(records)})`)
    .orderBy('id');
  const rows = await (lock ? query.forNoKeyUpdate() : query).execute();
  const grants = await grantsOf(
    db,
    rows.map((row) => row.id),
  );
  return index(rows.map((row) => ({ ...memberOf(row), grants: grants.get(row.id) ?? [] })));
}

function index(members: readonly MemberWithGrants[]): Known {
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
