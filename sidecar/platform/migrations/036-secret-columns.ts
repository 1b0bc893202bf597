import { type Kysely, sql } from 'kysely';

/** Imports whose file held what must not be kept, and what their new rows will bring about. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import
      add column file_cleaned boolean not null default false,
      add column outlook jsonb;
  `.execute(db);
}
