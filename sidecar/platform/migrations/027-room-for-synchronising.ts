import { type Kysely, sql } from 'kysely';

/**
 * A claim changes nothing that an index holds, and finds room beside the row, so that PostgreSQL writes no index for it: what is due
 * is found by whether it is open, which a claim leaves as it is. Nothing reads `member_list` since the list has a table of its own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Every row is written once.
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table member set (fillfactor = 50);
    alter table member add column sync_open boolean not null generated always as (sync_state in ('pending', 'claimed')) stored;
    drop index member_sync;
    create index member_sync on member (sync_due_at) where sync_open;
    drop index member_list;
  `.execute(db);
}
