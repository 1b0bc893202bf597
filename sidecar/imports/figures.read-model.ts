import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { longestWaiting } from '../platform/longest-waiting.read-model.ts';
import { sealedMark } from '../platform/sealed-box.ts';

/** For how many seconds the import that nobody works on has been waiting longest; 0 where each is being worked on. */
export const oldestImportSeconds = (db: Db, now: Date): Promise<number> =>
  longestWaiting(
    db,
    now,
    sql`select coalesce(lease_until, case state when 'running' then started_at when 'undoing' then undone_at end, created_at) as at
      from import where state in ('staged', 'running', 'undoing')`,
  );

/** How many uploaded files that were sealed before this time are still sealed: nobody has chosen their columns yet. */
export async function sealedBefore(db: Db, before: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from import where created_at < ${before} and substring(file for ${sealedMark.length}) = ${sealedMark}`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
