import { type Kysely, sql } from 'kysely';

/** A browser's registrations are found by its mark, at every page of theirs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index registration_browser on registration (browser, created_at desc)`.execute(db);
}
