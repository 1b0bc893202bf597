import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import './retention.table.ts';

/** Seconds since a night of forgetting last ended, and how many kinds it could not end; undefined before the first. */
export async function lastNight(
  db: Db,
  now: Date,
): Promise<{ ageSeconds: number; failed: number } | undefined> {
  const { rows } = await sql<{ ageSeconds: number; failed: number }>`
    select extract(epoch from ${now}::timestamptz - finished_at)::float8 as "ageSeconds",
      (select count(*) from retention_count c where c.night = r.night and failed)::int as failed
    from retention_run r where finished_at is not null order by night desc limit 1`.execute(db);
  return rows[0];
}
