import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table import (
      id uuid primary key default gen_random_uuid(),
      target text not null,
      state text not null check (state in ('staged', 'ready', 'running', 'done', 'undone')),
      file_name text not null,
      file_sha256 text not null,
      file bytea not null,
      columns jsonb not null default '[]',
      error jsonb,
      attempt integer not null default 0,
      lease_until timestamptz,
      created_by uuid not null,
      created_at timestamptz not null default now(),
      started_at timestamptz,
      finished_at timestamptz
    );
    create index import_open on import (created_at) where state in ('staged', 'running');
    create index import_own on import (created_by, created_at);
    create table import_row (
      import_id uuid not null references import (id) on delete cascade,
      number integer not null,
      sheet text not null,
      sheet_row integer not null,
      input jsonb not null,
      record jsonb,
      verdict text check (verdict in ('new', 'changed', 'unchanged', 'blocked')),
      problems jsonb not null default '[]',
      changes jsonb not null default '[]',
      state text not null default 'staged' check (state in ('staged', 'stored', 'skipped', 'refused')),
      subject_id uuid,
      primary key (import_id, number)
    );
    create index import_row_subject on import_row (subject_id) where subject_id is not null;
`.execute(db);
}
