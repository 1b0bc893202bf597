import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';

/** A fingerprint of every table, whatever order its rows have. */
export async function digest(db: Db): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(db);
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const { rows } = await sql<{ digest: string }>`
      select count(*) || ' ' || coalesce(md5(string_agg(row::text, '|' order by row::text)), '') as digest
      from ${sql.table(name)} as row`.execute(db);
    found[name] = rows[0]?.digest ?? '';
  }
  return found;
}
