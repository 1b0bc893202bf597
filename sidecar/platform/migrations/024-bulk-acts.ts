import { type Kysely, sql } from 'kysely';

/** An act on many people: who is meant is fixed when it is confirmed; `form_key` makes one of a form that is sent twice. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table bulk_act (
      id uuid primary key default gen_random_uuid(),
      act text not null check (act in ('invite', 'grant', 'revoke', 'suspend', 'reactivate', 'delete')),
      area_id uuid references area (id),
      role text,
      state text not null default 'running' check (state in ('running', 'done', 'stopped')),
      form_key uuid not null unique,
      people integer not null default 0,
      attempt integer not null default 0,
      lease_until timestamptz,
      created_by uuid not null references member (id),
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      check ((act in ('grant', 'revoke')) = (area_id is not null)),
      check ((act = 'grant') = (role is not null))
    );
    create index bulk_act_open on bulk_act (created_at) where state = 'running';
    create index bulk_act_own on bulk_act (created_by, created_at);
    create table bulk_act_item (
      bulk_act_id uuid not null references bulk_act (id) on delete cascade,
      number integer not null,
      member_id uuid not null references member (id) on delete cascade,
      state text not null default 'waiting' check (state in ('waiting', 'done', 'skipped')),
      reason text,
      primary key (bulk_act_id, number),
      unique (bulk_act_id, member_id),
      check ((state = 'skipped') = (reason is not null))
    );
    create index bulk_act_item_waiting on bulk_act_item (bulk_act_id, number) where state = 'waiting';
  `.execute(db);
}
