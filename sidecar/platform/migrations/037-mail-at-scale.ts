import { type Kysely, sql } from 'kysely';

/** Batches that can be held, texts of the company, bounces, and what a campaign is told about its own end (docs/adr/032 to 035). */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The column that is computed from the address rewrites the outbox.
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    create table message_batch (
      id uuid primary key,
      open boolean not null default true,
      per_minute integer check (per_minute > 0),
      created_at timestamptz not null default now()
    );
    alter table message
      add column urgent boolean not null default false,
      add column domain text generated always as (lower(split_part(to_address, '@', 2))) stored,
      add column batch_id uuid references message_batch (id),
      add column last_tried_at timestamptz,
      add column delayed_at timestamptz,
      add column bounced_at timestamptz;
    create index message_batch_state on message (batch_id, state) where batch_id is not null;
    create table message_text (
      area_id uuid not null references area (id),
      kind text not null,
      locale text not null,
      version integer not null check (version > 0),
      subject text,
      body text,
      created_by uuid,
      created_at timestamptz not null default now(),
      primary key (area_id, kind, locale, version),
      check ((subject is null) = (body is null))
    );
    alter table campaign
      add column starts_at timestamptz not null default now(),
      add column per_minute integer check (per_minute > 0),
      add column valid_days integer check (valid_days between 1 and 365),
      add column reminder_after_days integer check (reminder_after_days between 1 and 365),
      add column reminder_limit integer check (reminder_limit between 1 and 10),
      add column ended_at timestamptz,
      add column ended_by uuid,
      add check ((reminder_after_days is null) = (reminder_limit is null));
    alter table invitation
      add column opened_at timestamptz,
      add column reminders integer not null default 0,
      add column reminded_at timestamptz,
      add column unsent boolean not null default false;
    alter table network_setting
      add column sender_name text,
      add column reply_to text;
  `.execute(db);
}
