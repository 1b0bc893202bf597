import { type Kysely, sql } from 'kysely';

/** What a test mail shows: which text, and what was typed where it is not saved yet (docs/adr/033); previews with the longest name there is. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table text_sample (
      id uuid primary key,
      area_id uuid references area (id),
      kind text not null,
      subject text,
      body text,
      created_at timestamptz not null,
      check ((subject is null) = (body is null))
    );
    create index text_sample_age on text_sample (created_at);
    create index member_name_length on member ((char_length(first_name) + char_length(last_name)) desc, id)
      where state <> 'deleted';
  `.execute(db);
}
