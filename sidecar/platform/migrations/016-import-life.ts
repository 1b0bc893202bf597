import { type Kysely, sql } from 'kysely';

/** What the life of an import needs: mapping of columns, two ways to run, pause, warnings, and the way back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import
      drop constraint import_state_check,
      add constraint import_state_check
        check (state in ('staged', 'mapping', 'ready', 'running', 'paused', 'undoing', 'done', 'undone')),
      add column file_kind text not null default 'xlsx' check (file_kind in ('xlsx', 'csv')),
      add column sheet text,
      add column samples jsonb,
      add column mapping jsonb,
      add column rows_read integer not null default 0,
      add column mode text check (mode in ('valid_rows', 'all_or_nothing')),
      add column undone_at timestamptz,
      add column undone_by uuid;
    alter table import_row
      drop constraint import_row_state_check,
      add constraint import_row_state_check
        check (state in ('staged', 'stored', 'skipped', 'refused', 'undone', 'kept')),
      add column warnings jsonb not null default '[]',
      add column before jsonb;
`.execute(db);
}
