import { type Kysely, sql } from 'kysely';

/**
 * A browser's registrations are found by its mark, at every page of theirs; and the sign-in of our own that waits for the end of one
 * outlasts the questions who is signed in.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index registration_browser on registration (browser, created_at desc)`.execute(db);
  await sql`alter table registration add column start_login jsonb`.execute(db);
}
