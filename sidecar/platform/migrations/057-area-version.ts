import { type Kysely, sql } from 'kysely';

/** An area's name, start app and openings are changed at the version that was seen; who manages an area, and what mail was not delivered, is found by an index each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    set local statement_timeout = 0;
    alter table area add column version integer not null default 1;
    create index grant_managing on "grant" (area_id, member_id) where role in ('newsroom_manager', 'network_manager');
    create index message_undelivered on message (state) where state in ('failed', 'bounced');
  `.execute(db);
}
