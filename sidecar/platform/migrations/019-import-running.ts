import { type Kysely, sql } from 'kysely';

/** What running needs: cells that every row gets, a trial that nobody can start, how far one big transaction is, and the result that stays. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import
      add column defaults jsonb,
      add column trial boolean not null default false,
      add column rows_run integer not null default 0,
      add column result jsonb;
    create index import_working on import (created_at) where state in ('staged', 'running', 'undoing');
`.execute(db);
}
