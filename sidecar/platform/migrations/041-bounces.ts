import { type Kysely, sql } from 'kysely';

/** A report that comes again says nothing new; the queue page reads messages by state and by age (docs/adr/035). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table message add column report_digest bytea;
    create index message_queue on message (state, created_at desc, id);
  `.execute(db);
}
