import { type Kysely, sql } from 'kysely';

/** Whose turn it is among imports of one target: the earliest `turn_at` that is not over and was seen lately. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table import
      add column turn_at timestamptz,
      add column turn_seen_at timestamptz,
      add column turn_over boolean not null default false;
  `.execute(db);
}
