import { type Kysely, sql } from 'kysely';

/** When Keycloak's log was last read, also where nothing was new: until then it is known who signed in. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table feed add column read_at timestamptz`.execute(db);
}
