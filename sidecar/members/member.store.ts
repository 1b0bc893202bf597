import { type Selectable, sql } from 'kysely';
import { isRole } from '../areas/role.ts';
import { isLive } from '../areas/live-grant.store.ts';
import type { Db } from '../platform/db.ts';
import { fullName, type GivenGrant, type Member, type MemberWithGrants } from './member.ts';
import type { MemberTable } from './member.table.ts';
import './member.table.ts';

export function memberOf(row: Selectable<MemberTable>): Member {
  return {
    id: row.id,
    salutation: row.salutation,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    emailVerified: row.email_verified,
    username: row.username,
    employeeNumber: row.employee_number,
    locale: row.locale,
    state: row.state,
    keycloakUserId: row.keycloak_user_id,
    syncState: row.sync_state,
    syncError: row.sync_error,
    version: row.sync_version,
    activatedAt: row.activated_at,
    passwordAccess: row.password_access,
    passwordDue: row.password_due,
  };
}

/** Grants of these members by member id; ended ones and roles that this version does not know are left out. */
export async function grantsOf(db: Db, memberIds: readonly string[]): Promise<Map<string, GivenGrant[]>> {
  const found = new Map<string, GivenGrant[]>(memberIds.map((id) => [id, []]));
  if (memberIds.length === 0) return found;
  const rows = await db
    .selectFrom('grant')
    .select(['member_id', 'area_id', 'role', 'ends_at'])
    // One value, not one a person: a statement takes 65,535 at most.
    .where(sql<boolean>`member_id = any(${memberIds}::uuid[])`)
    .where(isLive('grant'))
    .execute();
  for (const { member_id, area_id: areaId, role, ends_at: endsAt } of rows) {
    if (isRole(role)) found.get(member_id)?.push({ areaId, role, ...(endsAt ? { endsAt } : {}) });
  }
  return found;
}

async function withGrants(db: Db, rows: Selectable<MemberTable>[]): Promise<MemberWithGrants[]> {
  const grants = await grantsOf(
    db,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ ...memberOf(row), grants: grants.get(row.id) ?? [] }));
}

export async function findMember(db: Db, id: string): Promise<MemberWithGrants | undefined> {
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .where('id', '=', id)
    .where('state', '<>', 'deleted')
    .execute();
  return (await withGrants(db, rows))[0];
}

/** The same for many, by id. */
export async function findMembers(db: Db, ids: readonly string[]): Promise<Map<string, MemberWithGrants>> {
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where('state', '<>', 'deleted')
    .execute();
  return new Map((await withGrants(db, rows)).map((member) => [member.id, member]));
}

/** The person behind a Keycloak account, for sign-in. */
export async function findByKeycloakUser(db: Db, userId: string): Promise<MemberWithGrants | undefined> {
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .where('keycloak_user_id', '=', userId)
    .where('state', '<>', 'deleted')
    .execute();
  return (await withGrants(db, rows))[0];
}

export async function findByUsername(db: Db, username: string): Promise<MemberWithGrants | undefined> {
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .where('username', '=', username)
    .where('state', '<>', 'deleted')
    .execute();
  return (await withGrants(db, rows))[0];
}

/** Names of these people by id, also of those who are deleted: a result stays readable. */
export async function namesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('member')
    .select(['id', 'first_name as firstName', 'last_name as lastName'])
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, fullName(row)]));
}
