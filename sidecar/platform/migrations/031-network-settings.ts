import { type Kysely, sql } from 'kysely';

/** What the network shows of itself on letters and public pages: one row, null where the default counts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table network_setting (
      single boolean primary key default true check (single),
      version integer not null default 1,
      company_name text,
      accent text check (accent ~ '^#[0-9a-f]{6}$'),
      start_url text,
      sender_line text,
      help_contact_de text,
      help_contact_en text,
      who_helps_de text,
      who_helps_en text,
      letter_days integer check (letter_days between 1 and 365),
      logo bytea check (octet_length(logo) <= 500000),
      logo_type text check (logo_type in ('image/png', 'image/jpeg')),
      check ((logo is null) = (logo_type is null))
    );
    insert into network_setting default values;
  `.execute(db);
}
