import { type Kysely, sql } from 'kysely';

/** Registration by stored criteria and by access link: what the network asks for, who is expected, links, running registrations, tries. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await fields(db);
  await criteria(db);
  await links(db);
  await registrations(db);
  await tries(db);
}

async function fields(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table member_field (
      key text primary key check (key ~ '^[a-z][A-Za-z0-9]{0,39}$'),
      built_in boolean not null default false,
      name_de text not null,
      name_en text not null,
      type text not null check (type in ('text', 'number', 'date')),
      required boolean not null default false,
      criterion boolean not null default true,
      comparison text not null default 'exact' check (comparison in ('exact', 'tolerant')),
      position integer not null,
      version integer not null default 1
    );
    insert into member_field (key, built_in, name_de, name_en, type, required, position) values
      ('firstName', true, 'Vorname', 'First name', 'text', true, 1),
      ('lastName', true, 'Nachname', 'Last name', 'text', true, 2),
      ('employeeNumber', true, 'Personalnummer', 'Employee number', 'number', false, 3);
    alter table network_setting
      add column criteria_version integer not null default 1,
      add column keep_criteria boolean;
    alter table area add column registration_fields text[];
  `.execute(db);
}

async function criteria(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table criteria_set (
      id integer generated always as identity primary key,
      version integer not null,
      key_id integer not null,
      keys text[] not null,
      unique (version, key_id, keys)
    );
    create table criteria_record (
      id uuid primary key default gen_random_uuid(),
      state text not null default 'open' check (state in ('open', 'redeeming', 'used', 'locked')),
      set_id integer not null references criteria_set,
      lookup bytea not null,
      key_lookup bytea,
      "values" jsonb,
      search text not null default '',
      ends_at timestamptz,
      origin text not null,
      import_id uuid,
      form_key uuid,
      version integer not null default 1,
      created_by uuid references member,
      created_at timestamptz not null default now(),
      registration_id uuid,
      member_id uuid references member,
      used_at timestamptz
    );
    create index criteria_record_lookup on criteria_record (set_id, lookup);
    create index criteria_record_key on criteria_record (key_lookup) where key_lookup is not null;
    create index criteria_record_registration on criteria_record (registration_id) where registration_id is not null;
    create index criteria_record_member on criteria_record (member_id) where member_id is not null;
    create index criteria_record_import on criteria_record (import_id) where import_id is not null;
    create index criteria_record_listed on criteria_record (state, created_at desc, id);
    create index criteria_record_search on criteria_record using gin (search gin_trgm_ops);
    create unique index criteria_record_form_key on criteria_record (form_key) where form_key is not null;
    create table criteria_grant (
      record_id uuid not null references criteria_record on delete cascade,
      area_id uuid not null references area,
      role text not null,
      primary key (record_id, area_id)
    );
    create index criteria_grant_area on criteria_grant (area_id, record_id);
    create table criteria_near (
      near bytea not null,
      record_id uuid not null references criteria_record on delete cascade,
      primary key (near, record_id)
    );
    create index criteria_near_record on criteria_near (record_id);
  `.execute(db);
}

async function links(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table access_link_batch (
      id uuid primary key default gen_random_uuid(),
      area_id uuid not null references area,
      role text not null,
      purpose text not null,
      links integer not null,
      expires_at timestamptz not null,
      created_by uuid references member,
      created_at timestamptz not null default now(),
      shown_until timestamptz,
      form_key uuid unique
    );
    create table access_link (
      id uuid primary key,
      batch_id uuid not null references access_link_batch,
      number integer not null,
      area_id uuid not null references area,
      role text not null,
      state text not null default 'open' check (state in ('open', 'redeeming', 'used', 'expired', 'revoked')),
      key_id integer not null,
      generation integer not null default 1,
      lookup bytea not null unique,
      last_four text not null,
      expires_at timestamptz not null,
      reserved_at timestamptz,
      salutation text,
      first_name text,
      last_name text,
      email text,
      locale text,
      registration_id uuid,
      member_id uuid references member,
      used_at timestamptz,
      ended_at timestamptz,
      ended_by uuid references member,
      unique (batch_id, number)
    );
    create index access_link_registration on access_link (registration_id) where registration_id is not null;
    create index access_link_area on access_link (area_id, state);
    create index access_link_member on access_link (member_id) where member_id is not null;
    create index access_link_expiry on access_link (expires_at) where state = 'open';
  `.execute(db);
}

async function registrations(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table registration (
      id uuid primary key default gen_random_uuid(),
      way text not null check (way in ('criteria', 'link')),
      state text not null default 'started' check (state in ('started', 'sent', 'proven', 'deciding', 'admitting',
        'ready', 'done', 'refused', 'held', 'cancelled', 'expired')),
      area_id uuid references area,
      access_link_id uuid references access_link,
      locale text not null,
      browser bytea not null,
      attempt_mark bytea,
      own_start boolean not null,
      answer jsonb,
      login jsonb,
      other jsonb,
      visitor bytea not null,
      "values" jsonb,
      email text,
      account_member_id uuid references member,
      known_member_id uuid references member,
      code_key_id integer,
      code_generation integer not null default 0,
      code_due boolean not null default false,
      code_sent_at timestamptz,
      code_tries integer not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      decided_at timestamptz,
      outcome text,
      record_id uuid references criteria_record on delete set null,
      member_id uuid references member,
      redeemed_at timestamptz,
      due_at timestamptz,
      lease_until timestamptz,
      attempt integer not null default 0,
      link_removed_at timestamptz,
      link_removal_due_at timestamptz,
      link_removal_attempt integer not null default 0
    );
    create index registration_due on registration (due_at) where due_at is not null;
    create index registration_expiry on registration (expires_at) where state in ('started', 'sent', 'proven');
    create index registration_member on registration (member_id) where member_id is not null;
    create index registration_admitting on registration (member_id) where state = 'admitting';
    create index registration_held on registration (created_at) where state = 'held';
    create index registration_link_removal on registration (redeemed_at) where redeemed_at is not null and link_removed_at is null;
  `.execute(db);
}

async function tries(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table try_count (
      kind text not null,
      key bytea not null,
      since timestamptz not null,
      tries integer not null default 0,
      primary key (kind, key, since)
    );
    create index try_count_age on try_count (since);
    create table guess_budget (
      area_id uuid not null references area,
      month date not null,
      spent integer not null default 0,
      raised integer not null default 0,
      raised_until timestamptz,
      alarmed_at timestamptz,
      primary key (area_id, month)
    );
  `.execute(db);
}
