import { type Kysely, sql } from 'kysely';

/**
 * A registration that began with a link's earlier secret ends nowhere once the link was sent again; whoever opens an old mail is told
 * that there is a newer one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table registration add column access_link_generation integer;
    create table access_link_former (
      lookup bytea primary key,
      link_id uuid not null references access_link
    );
  `.execute(db);
}
