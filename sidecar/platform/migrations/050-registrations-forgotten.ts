import { type Kysely, sql } from 'kysely';

/** What ended long ago is found by its age. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index registration_age on registration (created_at)`.execute(db);
}
