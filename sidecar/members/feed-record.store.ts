import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { OurRecord } from './deviation.rules.ts';
import type { MemberState, SyncState } from './member.table.ts';
import './member.table.ts';

/** Our record of an account, with what tells whether it changed while Keycloak was asked. */
export type RecordRow = OurRecord & {
  id: string;
  keycloakUserId: string | null;
  activatedAt: Date | null;
  stateBefore: MemberState | null;
  syncState: SyncState;
  syncVersion: number;
};

/** The member behind an account; `lock` holds the row until the transaction ends. */
export async function recordOf(
  db: Db,
  userId: string,
  options: { lock?: boolean } = {},
): Promise<RecordRow | undefined> {
  const query = db
    .selectFrom('member')
    .selectAll()
    .where('keycloak_user_id', '=', userId)
    .where('state', '<>', 'deleted');
  const row = await (options.lock ? query.forNoKeyUpdate() : query).executeTakeFirst();
  return (
    row && {
      id: row.id,
      keycloakUserId: row.keycloak_user_id,
      firstName: row.first_name,
      lastName: row.last_name,
      username: row.username,
      employeeNumber: row.employee_number,
      email: row.email,
      emailVerified: row.email_verified,
      locale: row.locale,
      state: row.state,
      passwordAccess: row.password_access,
      stateBefore: row.state_before,
      activatedAt: row.activated_at,
      syncState: row.sync_state,
      syncVersion: row.sync_version,
    }
  );
}

export async function emailIsTaken(db: Db, email: string, memberId: string): Promise<boolean> {
  const row = await db
    .selectFrom('member')
    .select('id')
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .where('id', '<>', memberId)
    .where('state', '<>', 'deleted')
    .executeTakeFirst();
  return row !== undefined;
}

type Copied = {
  email?: string | null;
  email_verified?: boolean;
  locale?: string;
  state?: MemberState;
  state_before?: null;
};

/** Copies what Keycloak decides. The version is raised so that a form opened before is told; Keycloak has it already. */
export async function copyFromKeycloak(trx: Db, memberId: string, values: Copied): Promise<void> {
  const suspended = values.state === 'suspended';
  await trx
    .updateTable('member')
    .set({
      ...values,
      ...(suspended ? { state_before: sql<never>`state` } : {}),
      ...(values.state ? { unused_told_at: null } : {}),
      sync_version: sql`sync_version + 1`,
    })
    .where('id', '=', memberId)
    .execute();
}

/** Hands a member to admission again; `anew` where the account is gone, so that another is made. */
export async function provisionAgain(
  trx: Db,
  memberIds: readonly string[],
  now: Date,
  options: { anew?: boolean } = {},
): Promise<number> {
  if (memberIds.length === 0) return 0;
  let change = trx
    .updateTable('member')
    .set({
      sync_state: sql`case when sync_state = 'claimed' then 'claimed' else 'pending' end`,
      sync_version: sql`sync_version + 1`,
      sync_due_at: now,
      sync_failures: 0,
      sync_error: null,
      ...(options.anew ? { keycloak_user_id: null } : {}),
    })
    .where('id', 'in', [...memberIds])
    .where('state', '<>', 'deleted');
  // A running attempt would write the old account's id back.
  if (options.anew) change = change.where('sync_state', '<>', 'claimed');
  return Number((await change.executeTakeFirst()).numUpdatedRows);
}
