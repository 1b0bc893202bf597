import { type Kysely, sql } from 'kysely';

/**
 * What refers to things that go is found by an index, else each of a thousand looks through a whole table. Built in the
 * migration's transaction, not concurrently: of each of these tables only few rows are in the index, so that it takes moments.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table criteria_record add column named_at timestamptz;
    create index registration_record on registration (record_id) where record_id is not null;
    create index registration_access_link on registration (access_link_id) where access_link_id is not null;
    create index access_request_record on access_request (record_id) where record_id is not null;
    create index access_link_former_link on access_link_former (link_id);
  `.execute(db);
}
