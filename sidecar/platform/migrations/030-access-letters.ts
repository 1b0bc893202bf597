import { type Kysely, sql } from 'kysely';

/**
 * People without e-mail: what a letter is derived from (never the password itself), what was printed together, and how far
 * Keycloak is behind with a person's initial password.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table access_letter (
      id uuid primary key default gen_random_uuid(),
      member_id uuid not null unique references member (id),
      generation integer not null default 1,
      key_id integer not null,
      format text not null,
      kind text not null default 'generated' check (kind in ('generated', 'typed')),
      typed_credential jsonb,
      state text not null default 'created'
        check (state in ('created', 'printed', 'handed_out', 'redeemed', 'expired', 'withdrawn')),
      import_id uuid,
      created_by uuid,
      created_at timestamptz not null,
      shown_by uuid,
      shown_at timestamptz,
      printed_by uuid,
      printed_at timestamptz,
      handed_out_by uuid,
      handed_out_at timestamptz,
      redeemed_at timestamptz,
      ended_at timestamptz,
      expires_at timestamptz not null,
      check (kind = 'typed' or typed_credential is null)
    );
    create index access_letter_open on access_letter (expires_at) where state in ('created', 'printed', 'handed_out');
    create index access_letter_import on access_letter (import_id) where import_id is not null;

    create table letter_print (
      id uuid primary key,
      made_by uuid not null references member (id),
      made_at timestamptz not null
    );
    create table letter_print_item (
      print_id uuid not null references letter_print (id) on delete cascade,
      letter_id uuid not null references access_letter (id),
      generation integer not null,
      primary key (print_id, letter_id)
    );
    create index letter_print_item_letter on letter_print_item (letter_id);

    create table realm_policy (
      only_row boolean primary key default true check (only_row),
      password_policy text not null,
      read_at timestamptz not null
    );

    alter table member
      add column password_access boolean not null default false,
      add column password_version integer not null default 0,
      add column password_due text check (password_due in ('set', 'setting', 'drop', 'reopen'));
  `.execute(db);
}
