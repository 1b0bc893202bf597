import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table area (
      id uuid primary key default gen_random_uuid(),
      slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
      name text not null check (length(name) between 1 and 120),
      kind text not null check (kind in ('network', 'division', 'site')),
      parent_id uuid references area (id),
      start_app_url text,
      created_at timestamptz not null default now(),
      check ((kind = 'network') = (parent_id is null))
    );
    create unique index area_one_network on area ((true)) where parent_id is null;
    create table area_group (
      area_id uuid not null references area (id),
      role text not null,
      keycloak_group_id text unique,
      access text[] not null default '{}',
      primary key (area_id, role)
    );
    create table setting (
      key text primary key,
      value jsonb not null
    );
`.execute(db);
}
