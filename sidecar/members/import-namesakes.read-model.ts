import { sql } from 'kysely';
import type { AdminScope } from '../areas/scope.ts';
import type { Db } from '../platform/db.ts';
import type { MemberRecord } from './import.ts';
import { comparable } from './import-areas.rules.ts';
import { nameKeyOf, nameKeyOfMember } from './import-known.read-model.ts';
import { grantsOf } from './member.store.ts';
import { sees } from './person.rules.ts';
import './member.table.ts';

const keyOf = ({ firstName, lastName }: MemberRecord): string => comparable(`${firstName} ${lastName}`);
/** More people of one name are not looked at; one is enough for a warning. */
const looked = 5;

/** Whether somebody whom this administrator sees has the same name and neither number nor e-mail: perhaps the same person. */
export async function namesakesOf(
  db: Db,
  scope: AdminScope,
  records: readonly MemberRecord[],
): Promise<(record: MemberRecord) => boolean> {
  const names = [...new Map(records.map((record) => [keyOf(record), record])).values()];
  if (names.length === 0) return () => false;
  const found = await sql<{ id: string; firstName: string; lastName: string }>`
    select m.id, m.first_name as "firstName", m.last_name as "lastName"
    from unnest(${names.map(({ firstName, lastName }) => firstName + lastName)}::text[]) as wanted(name)
    cross join lateral (
      select id, first_name, last_name from member
      where ${nameKeyOfMember} = ${nameKeyOf(sql`wanted.name`)} and state <> 'deleted'
        and email is null and employee_number is null limit ${looked}
    ) m`.execute(db);
  const grants = await grantsOf(
    db,
    found.rows.map(({ id }) => id),
  );
  const visible = new Set(
    found.rows
      .filter(({ id }) => sees(scope, { grants: grants.get(id) ?? [] }))
      .map(({ firstName, lastName }) => comparable(`${firstName} ${lastName}`)),
  );
  return (record) => visible.has(keyOf(record));
}
