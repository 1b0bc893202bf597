import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table member add column email_verified boolean not null default false;
    create table feed (
      id boolean primary key default true check (id),
      cursor_at timestamptz,
      due_at timestamptz not null default '-infinity',
      lease_id uuid,
      lease_until timestamptz,
      groups_due boolean not null default true,
      reconcile_due_at timestamptz
    );
    insert into feed default values;
    create table feed_event (
      id text primary key,
      at timestamptz not null
    );
    create index feed_event_at on feed_event (at);
    create table feed_look (
      user_id text primary key,
      by_console boolean not null,
      doubted boolean not null default false,
      version integer not null default 1,
      due_at timestamptz not null
    );
    create index feed_look_due on feed_look (due_at);
    create table deviation (
      id uuid primary key default gen_random_uuid(),
      member_id uuid references member (id),
      kind text not null check (kind in ('firstName', 'lastName', 'username', 'employeeNumber', 'email', 'enabled', 'grantAdded', 'grantRemoved',
        'accountDeleted', 'accountTwice', 'groupRenamed', 'groupDeleted')),
      area_id uuid references area (id),
      role text,
      keycloak_value text,
      our_value text,
      state text not null default 'open' check (state in ('open', 'adopted', 'reverted', 'settled')),
      seen_at timestamptz not null,
      looked_at timestamptz not null,
      decided_at timestamptz,
      decided_by uuid,
      check (member_id is not null or (area_id is not null and role is not null))
    );
    create unique index deviation_open on deviation (member_id, kind, area_id, role) nulls not distinct where state = 'open';
    create index deviation_looked on deviation (looked_at) where state = 'open';
    create table reconcile_run (
      id uuid primary key default gen_random_uuid(),
      started_at timestamptz not null,
      finished_at timestamptz,
      members integer not null default 0,
      accounts integer not null default 0,
      unknown_accounts integer not null default 0,
      missing_accounts integer not null default 0,
      differing integer not null default 0,
      writes integer not null default 0,
      halted boolean not null default false
    );
`.execute(db);
}
