import type { Db } from '../platform/db.ts';
import '../members/member.table.ts';

/** Deleted people of whom somebody wants nothing kept and whose accounts are gone, the longest waiting first. */
export async function dueErasures(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .select('id')
    .where('erase_asked_at', 'is not', null)
    .where('erased_at', 'is', null)
    .where('state', '=', 'deleted')
    .where('sync_state', '=', 'done')
    .orderBy('erase_asked_at')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
