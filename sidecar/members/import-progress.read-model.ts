import type { Db } from '../platform/db.ts';
import type { Shown } from './import.ts';
import './member.table.ts';

export type ImportProgress = {
  pending: number;
  done: number;
  failed: number;
  failing: { subjectId: string; reason: Shown }[];
};

/** The words for why an account could not be made, by the code that admission left. */
function reasonOf(error: string | null): Shown {
  if (error === 'conflict') return { key: 'members.import.accountConflict' };
  if (error === 'keycloak_rejected') return { key: 'members.import.accountRejected' };
  return { key: 'members.import.accountFailed' };
}

/** How many of these people have their account, wait for it, or could not get it. */
export async function importProgress(db: Db, memberIds: readonly string[]): Promise<ImportProgress> {
  const progress: ImportProgress = { pending: 0, done: 0, failed: 0, failing: [] };
  for (let start = 0; start < memberIds.length; start += 10_000) {
    const rows = await db
      .selectFrom('member')
      .select(['id', 'sync_state', 'sync_error'])
      .where('id', 'in', memberIds.slice(start, start + 10_000))
      .execute();
    for (const { id, sync_state: state, sync_error: error } of rows) {
      if (state === 'done') progress.done += 1;
      else if (state === 'failed') {
        progress.failed += 1;
        progress.failing.push({ subjectId: id, reason: reasonOf(error) });
      } else progress.pending += 1;
    }
  }
  return progress;
}
