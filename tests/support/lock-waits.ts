import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';

/** How many connections of this database wait for what another one holds; only those whose statement is like `query`, if given. */
export async function lockWaits(db: Db, query = '%'): Promise<number> {
  const { rows } = await sql`select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and query like ${query}`.execute(db);
  return rows.length;
}
