import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';

/** For how many seconds the registration that is due longest has been waiting; 0 where none is. */
export async function oldestRegistrationSeconds(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ seconds: number }>`
    select coalesce(extract(epoch from ${now}::timestamptz - min(due_at)), 0)::float8 as seconds
    from registration where due_at <= ${now}`.execute(db);
  return rows[0]?.seconds ?? 0;
}
