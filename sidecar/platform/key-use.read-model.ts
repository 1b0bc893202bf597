import { sql } from 'kysely';
import type { Db } from './db.ts';

/** How many rows of a table were made with which secret key. */
export type KeyUse = { table: string; keyId: number; rows: number };

/** How many rows refer to which secret key; every column that holds a key's number is named `…key_id`. */
export async function keyUses(db: Db): Promise<KeyUse[]> {
  const columns = await sql<{ table: string; column: string }>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and column_name ~ '(^|_)key_id$' order by 1, 2`.execute(db);
  const uses: KeyUse[] = [];
  for (const { table, column } of columns.rows) {
    const { rows } = await sql<KeyUse>`
      select ${sql.lit(table)} as table, ${sql.ref(column)} as "keyId", count(*)::int as rows from ${sql.table(table)}
      where ${sql.ref(column)} is not null group by 2 order by 2`.execute(db);
    uses.push(...rows);
  }
  return uses;
}
