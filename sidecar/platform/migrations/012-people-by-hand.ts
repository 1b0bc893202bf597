import { type Kysely, sql } from 'kysely';

/** What acts by hand need: one person a form however often it is sent, and the way back from a suspension. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table member
      add column form_key uuid unique,
      add column state_before text check (state_before in ('created', 'invited', 'registered', 'waiting', 'active')),
      add column enable_due boolean not null default false,
      add column deleted_at timestamptz;
`.execute(db);
}
