import { type RawBuilder, sql } from 'kysely';
import type { Db } from './db.ts';

/** For how many seconds the oldest of these moments is over, a query for a column `at`; 0 where none is. */
export async function longestWaiting(db: Db, now: Date, moments: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select coalesce(extract(epoch from ${now}::timestamptz - min(at)), 0)::float8 as seconds
    from (${moments}) due where at <= ${now}`.execute(db);
  return rows[0]?.seconds ?? 0;
}
