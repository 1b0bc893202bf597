import { type Kysely, sql } from 'kysely';

/**
 * What staging in batches needs: what was chosen for the columns and by whom before, counts and groups of the preview that
 * are written once instead of counted at each look, and indexes for the look-ups of a batch.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import
      add column title_row integer,
      add column choose_columns boolean not null default false,
      add column counts jsonb;
    create table import_group (
      import_id uuid not null references import (id) on delete cascade,
      code integer not null,
      kind text not null check (kind in ('problem', 'warning')),
      example jsonb not null,
      rows integer not null,
      places jsonb not null,
      primary key (import_id, code)
    );
    create table import_place (
      import_id uuid not null references import (id) on delete cascade,
      code integer not null,
      number integer not null,
      primary key (import_id, code, number)
    );
    create table import_words (
      import_id uuid not null references import (id) on delete cascade,
      number integer not null,
      words text not null
    );
    create index import_words_import on import_words (import_id);
    create table import_choice (
      member_id uuid not null,
      target text not null,
      title text not null,
      column_key text,
      primary key (member_id, target, title)
    );
    create index member_username_base on member (regexp_replace(lower(username), '[0-9]+$', '')) where state <> 'deleted';
    create index member_name_key on member
      (lower(regexp_replace(normalize(first_name || last_name, NFKC), '[[:space:]_.:*‐-―-]', '', 'g'))) where state <> 'deleted';
`.execute(db);
}
