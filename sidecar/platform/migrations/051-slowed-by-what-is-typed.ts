import { type Kysely, sql } from 'kysely';

/** Misses are counted at what was typed, also where nobody is stored: else the sixth try tells whether somebody is (docs/adr/042). */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table near_miss (
      near bytea primary key,
      misses integer not null default 0,
      since timestamptz not null,
      slowed_until timestamptz
    );
    create index near_miss_age on near_miss (since);
  `.execute(db);
}
