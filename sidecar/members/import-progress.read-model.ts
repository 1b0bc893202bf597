import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { Shown } from './import.ts';
import { fullName } from './member.ts';
import './member.table.ts';

export type ImportProgress = {
  pending: number;
  done: number;
  failed: number;
  failing: { title: string; href: string; reason: Shown }[];
};

const shownFailures = 100;

/** The words for why an account could not be made, by the code that admission left. */
function reasonOf(error: string | null): Shown {
  if (error === 'conflict') return { key: 'members.import.accountConflict' };
  if (error === 'keycloak_rejected') return { key: 'members.import.accountRejected' };
  return { key: 'members.import.accountFailed' };
}

/** How many of these people (a query for their ids) have their account, wait for it, or could not get it. */
export async function importProgress(db: Db, members: RawBuilder<unknown>): Promise<ImportProgress> {
  const { rows } = await sql<Omit<ImportProgress, 'failing'>>`
    select count(*) filter (where sync_state = 'done')::int as done,
      count(*) filter (where sync_state = 'failed')::int as failed,
      count(*) filter (where sync_state in ('pending', 'claimed'))::int as pending
    from member where id in (${members})`.execute(db);
  const { done = 0, failed = 0, pending = 0 } = rows[0] ?? {};
  if (failed === 0) return { done, failed, pending, failing: [] };
  const failing = await db
    .selectFrom('member')
    .select(['id', 'first_name as firstName', 'last_name as lastName', 'sync_error as error'])
    .where('sync_state', '=', 'failed')
    .where(sql<boolean>`id in (${members})`)
    .orderBy('last_name')
    .orderBy('id')
    .limit(shownFailures)
    .execute();
  return {
    done,
    failed,
    pending,
    failing: failing.map((person) => ({
      title: fullName(person),
      href: `/admin/members/${person.id}`,
      reason: reasonOf(person.error),
    })),
  };
}
