import { type Kysely, sql } from 'kysely';

/** Campaigns and urgent mail look for work by an index each, and a batch that was taken back never opens again (docs/adr/032). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table message_batch add column cancelled_at timestamptz;
    create index message_ordinary_due on message (due_at) where state = 'queued' and not urgent;
    create index message_urgent_due on message (due_at) where state = 'queued' and urgent;
    create index message_lease on message (lease_until) where state = 'sending';
    create index message_batch_unsent on message (batch_id, due_at)
      where batch_id is not null and state = 'queued' and attempt = 0;
    drop index message_due;
  `.execute(db);
}
