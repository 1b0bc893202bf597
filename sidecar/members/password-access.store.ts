import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import type { PasswordDue } from './member.table.ts';
import './member.table.ts';

const becomesDue = (due: PasswordDue, now: Date) => ({
  password_due: due,
  password_version: sql<number>`password_version + 1`,
  sync_version: sql<number>`sync_version + 1`,
  sync_state: sql<'pending'>`case when sync_state = 'claimed' then 'claimed' else 'pending' end`,
  sync_due_at: now,
  sync_failures: 0,
});

/**
 * Holds these people's rows until the transaction ends, so that everything about one person happens one after the other. Answers who is
 * there; `gone`: also those who were deleted.
 */
export async function holdMembers(
  trx: Trx,
  memberIds: readonly string[],
  { gone = false }: { gone?: boolean } = {},
): Promise<string[]> {
  const rows = await trx
    .selectFrom('member')
    .select('id')
    .where(sql<boolean>`id = any(${memberIds}::uuid[])`)
    .$if(!gone, (select) => select.where('state', '<>', 'deleted'))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * The next synchronisation gives these people an initial password, in the place of whatever they have. Who has never been in is let
 * in by it; an account that the console has shut stays shut.
 */
export async function givePasswordAccess(trx: Trx, memberIds: readonly string[], now: Date): Promise<void> {
  await trx
    .updateTable('member')
    .set({
      ...becomesDue('set', now),
      // An expiry that was cut off has left the account shut; what it noted for itself is overwritten here.
      enable_due: sql`enable_due or password_due is not distinct from 'reopen' or (not password_access and state in ('created', 'invited'))`,
      password_access: true,
    })
    .where(sql<boolean>`id = any(${memberIds}::uuid[])`)
    .where('state', 'not in', ['suspended', 'deleted'])
    .execute();
}

/** The initial password opens nothing any more; the next synchronisation takes it away unless the person has chosen another by then. */
export async function dropPasswordAccess(trx: Trx, memberIds: readonly string[], now: Date): Promise<void> {
  await trx
    .updateTable('member')
    .set({ ...becomesDue('drop', now), password_access: false })
    .where(sql<boolean>`id = any(${memberIds}::uuid[])`)
    .execute();
}

/**
 * The person has a password of their own. Who has not come all the way in yet (only the first completed sign-in makes *aktiv*)
 * stays let in.
 */
export async function endPasswordAccess(trx: Trx, memberIds: readonly string[]): Promise<void> {
  await trx
    .updateTable('member')
    .set({ password_access: sql`state in ('created', 'invited')` })
    .where(sql<boolean>`id = any(${memberIds}::uuid[])`)
    .execute();
}
