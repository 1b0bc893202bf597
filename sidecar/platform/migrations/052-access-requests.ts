import { type Kysely, sql } from 'kysely';

/** Open registration and access requests: who may ask where, what is asked, requests, merges of accounts, notices of grants that end. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await settings(db);
  await requests(db);
  await merges(db);
  await endings(db);
}

async function settings(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table area
      add column open_registration boolean not null default false,
      add column mismatch_request boolean not null default false;
    create table request_setting (
      area_id uuid primary key references area,
      intro_de text not null default '',
      intro_en text not null default '',
      questions jsonb not null default '[]',
      expire_days integer not null default 60 check (expire_days between 1 and 365),
      again_days integer not null default 14 check (again_days between 0 and 365),
      version integer not null default 1
    );
    create table reject_module (
      id uuid primary key default gen_random_uuid(),
      area_id uuid not null references area,
      name text not null,
      text_de text not null,
      text_en text not null,
      position integer not null,
      version integer not null default 1
    );
    create index reject_module_area on reject_module (area_id, position);
  `.execute(db);
}

async function requests(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table access_request (
      id uuid primary key default gen_random_uuid(),
      member_id uuid not null references member,
      area_id uuid not null references area,
      state text not null default 'pending'
        check (state in ('pending', 'approved', 'rejected', 'withdrawn', 'expired', 'merged')),
      origin text not null check (origin in ('openRegistration', 'mismatch')),
      message text,
      answers jsonb,
      facts jsonb,
      registration_id uuid,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      decided_at timestamptz,
      decided_by uuid references member,
      reason text,
      again_at timestamptz,
      granted jsonb,
      record_id uuid references criteria_record on delete set null
    );
    create unique index access_request_pending on access_request (member_id, area_id) where state = 'pending';
    create index access_request_inbox on access_request (area_id, created_at) where state = 'pending';
    create index access_request_expiry on access_request (expires_at) where state = 'pending';
    create index access_request_member on access_request (member_id, created_at desc);
    create index access_request_decided on access_request (decided_at desc) where decided_at is not null;
    create table request_digest (
      member_id uuid primary key references member,
      told_at timestamptz not null
    );
    alter table registration add column request jsonb;
    alter table registration drop constraint registration_way_check;
    alter table registration add constraint registration_way_check check (way in ('criteria', 'link', 'open'));
  `.execute(db);
}

async function merges(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table account_merge (
      id uuid primary key default gen_random_uuid(),
      request_id uuid not null references access_request,
      applicant_id uuid not null references member,
      existing_id uuid not null references member,
      state text not null default 'open' check (state in ('open', 'done', 'declined', 'cancelled', 'expired')),
      grants jsonb not null,
      key_id integer not null,
      lookup bytea not null unique,
      created_by uuid references member,
      created_at timestamptz not null default now(),
      expires_at timestamptz not null,
      ended_at timestamptz
    );
    create unique index account_merge_open on account_merge (request_id) where state = 'open';
    create index account_merge_expiry on account_merge (expires_at) where state = 'open';
    create index account_merge_existing on account_merge (existing_id) where state = 'open';
  `.execute(db);
}

async function endings(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table "grant" add column end_told_at timestamptz;
    create index grant_end on "grant" (ends_at) where ends_at is not null;
    alter table network_setting add column grant_notice_days integer;
    create table grant_digest (
      member_id uuid primary key references member,
      told_at timestamptz not null
    );
  `.execute(db);
}
