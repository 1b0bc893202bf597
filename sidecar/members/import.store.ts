import { sql } from 'kysely';
import { isUniqueViolation, type Trx } from '../platform/db.ts';
import type { MemberRecord } from './import.ts';
import { termOfNewEnd } from './grant-end.store.ts';
import type { GrantChange } from './import-diff.rules.ts';
import { endOfStep } from './person.rules.ts';
import './member.table.ts';

export type NewMember = { id: string; record: MemberRecord; grants: readonly GrantChange[] };
export type ChangedMember = { id: string; record: MemberRecord };
export type MemberGrants = { memberId: string; grants: readonly GrantChange[] };

const grantRows = (members: readonly MemberGrants[]) =>
  members.flatMap(({ memberId, grants }) =>
    grants.map((step) => ({
      member_id: memberId,
      area_id: step.areaId,
      role: step.role,
      ends_at: endOfStep(step),
    })),
  );

/**
 * Adds people with their grants and returns the ids of those who were added; the others lost a key to somebody else meanwhile. One
 * statement, because then each is written to the list of members once.
 */
export async function insertMembers(
  trx: Trx,
  people: readonly NewMember[],
  importId: string,
  createdBy: string,
  now: Date,
): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  const values = people.map(({ id, record }) => ({
    id,
    salutation: record.salutation,
    first_name: record.firstName,
    last_name: record.lastName,
    email: record.email,
    username: record.username ?? '',
    employee_number: record.employeeNumber,
    locale: record.locale ?? 'de',
  }));
  const grants = grantRows(people.map(({ id: memberId, grants }) => ({ memberId, grants })));
  const { rows } = await sql<{ id: string }>`
    with added as (
      insert into member (id, salutation, first_name, last_name, email, username, employee_number, locale,
        state, origin, sync_state, sync_due_at, created_by, import_id)
      select id, salutation, first_name, last_name, email, username, employee_number, locale,
        'created', 'import', 'pending', ${now}, ${createdBy}, ${importId}
      from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as c(
        id uuid, salutation text, first_name text, last_name text, email text, username text,
        employee_number text, locale text)
      on conflict do nothing
      returning id
    ), granted as (
      insert into "grant" (member_id, area_id, role, origin, granted_by, ends_at)
      select c.member_id, c.area_id, c.role, 'import', ${createdBy}, c.ends_at
      from jsonb_to_recordset(${JSON.stringify(grants)}::jsonb)
        as c(member_id uuid, area_id uuid, role text, ends_at timestamptz)
      where c.member_id in (select id from added)
    )
    select id from added
  `.execute(trx);
  return new Set(rows.map((row) => row.id));
}

async function updateAll(trx: Trx, people: readonly ChangedMember[], now: Date): Promise<void> {
  const values = people.map(({ id, record }) => ({
    id,
    salutation: record.salutation,
    first_name: record.firstName,
    last_name: record.lastName,
    email: record.email,
    employee_number: record.employeeNumber,
    locale: record.locale,
  }));
  await sql`
    update member m set
      salutation = coalesce(c.salutation, m.salutation), first_name = c.first_name, last_name = c.last_name,
      email = case when lower(m.email) = c.email then m.email else coalesce(c.email, m.email) end,
      email_verified = m.email_verified and lower(m.email) = coalesce(c.email, lower(m.email)),
      employee_number = coalesce(c.employee_number, m.employee_number), locale = coalesce(c.locale, m.locale),
      sync_state = case when m.sync_state = 'claimed' then 'claimed' else 'pending' end, sync_version = m.sync_version + 1, sync_due_at = ${now}, sync_failures = 0
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as c(
      id uuid, salutation text, first_name text, last_name text, email text, employee_number text, locale text)
    where m.id = c.id
  `.execute(trx);
}

/** False where a key belongs to somebody else by now; the transaction goes on either way. */
async function tryUpdate(trx: Trx, people: readonly ChangedMember[], now: Date): Promise<boolean> {
  await sql`savepoint change`.execute(trx);
  try {
    await updateAll(trx, people, now);
    await sql`release savepoint change`.execute(trx);
    return true;
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown;
    await sql`rollback to savepoint change`.execute(trx);
    return false;
  }
}

/** Changes people and lets them be synchronised; returns the ids of those who could be changed. */
export async function updateMembers(
  trx: Trx,
  people: readonly ChangedMember[],
  now: Date,
): Promise<Set<string>> {
  if (people.length === 0) return new Set();
  if (await tryUpdate(trx, people, now)) return new Set(people.map(({ id }) => id));
  const changed = new Set<string>();
  for (const person of people) if (await tryUpdate(trx, [person], now)) changed.add(person.id);
  return changed;
}

/** Adds grants of people who were there before, or changes their role or end; never takes one away. */
export async function upsertGrants(
  trx: Trx,
  members: readonly MemberGrants[],
  grantedBy: string,
): Promise<void> {
  const values = grantRows(members);
  if (values.length === 0) return;
  await sql`
    insert into "grant" (member_id, area_id, role, origin, granted_by, ends_at)
    select member_id, area_id, role, 'import', ${grantedBy}, ends_at
    from jsonb_to_recordset(${JSON.stringify(values)}::jsonb)
      as c(member_id uuid, area_id uuid, role text, ends_at timestamptz)
    on conflict (member_id, area_id) do update set role = excluded.role, origin = excluded.origin,
      granted_by = excluded.granted_by, ends_at = excluded.ends_at, term_from = ${termOfNewEnd.term_from},
      end_told_at = ${termOfNewEnd.end_told_at}
  `.execute(trx);
}
