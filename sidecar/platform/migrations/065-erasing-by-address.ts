import { type Kysely, sql } from 'kysely';

/** By which address the rest of a deleted person is found when they are erased; shown to nobody, and gone with them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table member add column erase_address text`.execute(db);
}
