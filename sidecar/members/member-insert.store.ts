import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import type { NewMember } from './member-add.service.ts';
import { endOfStep } from './person.rules.ts';
import './member.table.ts';

/** `by`: the administrator whose hand it is, null for nobody's. */
export type PersonRow = NewMember & { id: string; by: string | null };

const memberRow = (person: PersonRow) => ({
  id: person.id,
  salutation: person.salutation,
  first_name: person.firstName,
  last_name: person.lastName,
  email: person.email,
  email_verified: person.registered !== undefined,
  username: person.username,
  employee_number: person.employeeNumber,
  locale: person.locale,
  state: person.registered ? 'registered' : 'created',
  origin: person.origin,
  form_key: person.formKey,
  created_by: person.by,
  sync_due_at: person.registered?.dueAt,
});

const grantRows = ({ id, origin, by, grants }: PersonRow) =>
  grants.map(({ areaId, role, endsAt = null }) => ({
    member_id: id,
    area_id: areaId,
    role,
    origin,
    granted_by: by,
    ends_at: endOfStep({ areaId, role, endsAt, from: undefined }),
  }));

/**
 * Adds people with their grants; a key that is taken is a unique violation, which ends the transaction. One statement, because then
 * each is written to the list of members once.
 */
export async function insertPeople(trx: Trx, people: readonly PersonRow[]): Promise<void> {
  const members = JSON.stringify(people.map(memberRow));
  const grants = JSON.stringify(people.flatMap(grantRows));
  await sql`
    with added as (
      insert into member (id, salutation, first_name, last_name, email, email_verified, username, employee_number, locale, state,
        origin, form_key, created_by, sync_due_at)
      select id, salutation, first_name, last_name, email, email_verified, username, employee_number, locale, state,
        origin, form_key, created_by, coalesce(sync_due_at, now())
      from jsonb_to_recordset(${members}::jsonb) as p (id uuid, salutation text, first_name text, last_name text, email text,
        email_verified boolean, username text, employee_number text, locale text, state text, origin text, form_key uuid,
        created_by uuid, sync_due_at timestamptz)
    )
    insert into "grant" (member_id, area_id, role, origin, granted_by, ends_at)
    select member_id, area_id, role, origin, granted_by, ends_at
    from jsonb_to_recordset(${grants}::jsonb) as g (member_id uuid, area_id uuid, role text, origin text, granted_by uuid,
      ends_at timestamptz)`.execute(trx);
}
