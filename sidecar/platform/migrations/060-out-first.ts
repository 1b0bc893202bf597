import { type Kysely, sql } from 'kysely';

/** Who is suspended or deleted is claimed before all others; this finds them without a look at thousands who wait for an import. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    create index member_sync_out on member (sync_due_at) where sync_open and state in ('suspended', 'deleted')
  `.execute(db);
}
