import { type Kysely, sql } from 'kysely';

/** An area's name, start app and openings are changed at the version that was seen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table area add column version integer not null default 1`.execute(db);
}
