import { type Kysely, sql } from 'kysely';

/** A registration that began with a link's earlier secret ends nowhere once the link was sent again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table registration add column access_link_generation integer`.execute(db);
}
