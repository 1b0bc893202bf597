import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { addSeconds } from '../platform/clock.ts';
import './feed.table.ts';
import { grantsOf } from './member.store.ts';
import type { ComparedMember } from './reconcile.rules.ts';

/** Members that these accounts are of: by the account's id or by the member id it carries. Only those whose sync is done. */
export async function membersOfAccounts(
  db: Db,
  userIds: readonly string[],
  memberIds: readonly string[],
): Promise<Omit<ComparedMember, 'redeemed'>[]> {
  const rows = await db
    .selectFrom('member')
    .selectAll()
    .select((select) =>
      select
        .selectFrom('deviation')
        .select(sql<number>`count(*)`.as('n'))
        .whereRef('deviation.member_id', '=', 'member.id')
        .where('deviation.state', '=', 'open')
        .as('open'),
    )
    .where((or) =>
      or.or([
        or('keycloak_user_id', '=', sql<string>`any(${sql.val(userIds)}::text[])`),
        or('id', '=', sql<string>`any(${sql.val(memberIds)}::uuid[])`),
      ]),
    )
    .where('state', '<>', 'deleted')
    .execute();
  const grants = await grantsOf(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
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
    syncState: row.sync_state,
    grants: grants.get(row.id) ?? [],
    open: Number(row.open),
  }));
}

/** Deleted people of whom one of these accounts is left: it carries their id, or is the one they had. */
export async function leftOver(
  db: Db,
  userIds: readonly string[],
  memberIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .select('id')
    .where((or) =>
      or.or([
        or('keycloak_user_id', '=', sql<string>`any(${sql.val(userIds)}::text[])`),
        or('id', '=', sql<string>`any(${sql.val(memberIds)}::uuid[])`),
      ]),
    )
    .where('state', '=', 'deleted')
    .where('sync_state', 'in', ['done', 'failed'])
    .execute();
  return rows.map(({ id }) => id);
}

/** Everybody whose account was made and confirmed, with the account's id. */
export async function provisionedAccounts(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .select('keycloak_user_id')
    .where('keycloak_user_id', 'is not', null)
    .where('sync_state', '=', 'done')
    .where('state', '<>', 'deleted')
    .execute();
  return rows.flatMap((row) => row.keycloak_user_id ?? []);
}

/** Members whose sync claims to be done although no account was ever confirmed. */
export async function withoutAccount(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .select('id')
    .where('keycloak_user_id', 'is', null)
    .where('sync_state', '=', 'done')
    .where('state', '<>', 'deleted')
    .execute();
  return rows.map(({ id }) => id);
}

export type RunFigures = {
  members: number;
  accounts: number;
  unknownAccounts: number;
  missingAccounts: number;
  differing: number;
  writes: number;
  halted: boolean;
};

export async function startRun(db: Db, now: Date): Promise<string> {
  const row = await db
    .insertInto('reconcile_run')
    .values({ started_at: now, finished_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return row.id;
}

export async function finishRun(db: Db, id: string, figures: RunFigures, now: Date): Promise<void> {
  const { unknownAccounts, missingAccounts, ...same } = figures;
  await db
    .updateTable('reconcile_run')
    .set({ ...same, unknown_accounts: unknownAccounts, missing_accounts: missingAccounts, finished_at: now })
    .where('id', '=', id)
    .execute();
  await db
    .deleteFrom('reconcile_run')
    .where('started_at', '<', addSeconds(now, -90 * 86_400))
    .execute();
}

/** The newest run that ended. */
export async function lastRun(db: Db): Promise<(RunFigures & { at: Date }) | undefined> {
  const row = await db
    .selectFrom('reconcile_run')
    .selectAll()
    .where('finished_at', 'is not', null)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row?.finished_at) return undefined;
  const { members, accounts, differing, writes, halted } = row;
  const counts = { unknownAccounts: row.unknown_accounts, missingAccounts: row.missing_accounts };
  return { at: row.finished_at, members, accounts, differing, writes, halted, ...counts };
}

/** True for the one worker whose turn the next run is; the first is due one period after the start of the installation. */
export async function claimReconcile(db: Db, now: Date, periodSeconds: number): Promise<boolean> {
  const next = addSeconds(now, periodSeconds);
  await db
    .updateTable('feed')
    .set({ reconcile_due_at: next })
    .where('reconcile_due_at', 'is', null)
    .execute();
  const mine = await db
    .updateTable('feed')
    .set({ reconcile_due_at: next })
    .where('reconcile_due_at', '<=', now)
    .executeTakeFirst();
  return mine.numUpdatedRows === 1n;
}
