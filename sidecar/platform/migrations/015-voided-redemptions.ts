import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table invitation add column void_at timestamptz;
`.execute(db);
}
