import { type Kysely, sql } from 'kysely';

/**
 * Where the term of a grant began that is to end, so that a prolongation can be as long as the term before; null is since it was
 * given. Who manages the network does so until somebody takes it: nobody is locked out by a calendar.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table "grant" add column term_from timestamptz;
    delete from "grant" where role = 'network_manager' and ends_at <= now();
    update "grant" set ends_at = null where role = 'network_manager' and ends_at is not null;
    alter table "grant" add constraint grant_network_manager_stays check (role <> 'network_manager' or ends_at is null);
  `.execute(db);
}
