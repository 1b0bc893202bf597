import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table member (
      id uuid primary key default gen_random_uuid(),
      salutation text,
      first_name text not null check (length(first_name) between 1 and 120),
      last_name text not null check (length(last_name) between 1 and 120),
      email text check (length(email) <= 254),
      username text not null check (length(username) between 2 and 120),
      employee_number text check (length(employee_number) between 1 and 64),
      locale text not null default 'de',
      state text not null default 'created'
        check (state in ('created', 'invited', 'registered', 'waiting', 'active', 'suspended', 'deleted')),
      origin text not null,
      keycloak_user_id text unique,
      sync_state text not null default 'pending' check (sync_state in ('pending', 'claimed', 'done', 'failed')),
      sync_version integer not null default 1,
      sync_attempt integer not null default 0,
      sync_failures integer not null default 0,
      sync_lease_until timestamptz,
      sync_due_at timestamptz not null default now(),
      sync_error text,
      created_by uuid,
      created_at timestamptz not null default now(),
      activated_at timestamptz
    );
    create unique index member_email on member (lower(email)) where state <> 'deleted';
    create unique index member_username on member (lower(username)) where state <> 'deleted';
    create unique index member_employee_number on member (employee_number) where state <> 'deleted';
    create index member_sync on member (sync_due_at) where sync_state in ('pending', 'claimed');
    create index member_list on member (lower(last_name), lower(first_name), id);
    create table "grant" (
      id uuid primary key default gen_random_uuid(),
      member_id uuid not null references member (id),
      area_id uuid not null references area (id),
      role text not null,
      origin text not null,
      granted_by uuid,
      granted_at timestamptz not null default now(),
      ends_at timestamptz,
      constraint grant_once unique (member_id, area_id)
    );
    create index grant_area on "grant" (area_id, member_id);
`.execute(db);
}
