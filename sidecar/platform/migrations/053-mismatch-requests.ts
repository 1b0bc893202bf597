import { type Kysely, sql } from 'kysely';

/** What was typed by people who were refused, and might have asked for access, is forgotten with their page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index registration_unasked on registration (expires_at)
      where state = 'refused' and known_member_id is null and "values" is not null`.execute(db);
}
