import { type Kysely, sql } from 'kysely';

/** Registrations that end elsewhere than at their page: let through later by a manager or by time, or by the owner of an account that is there already. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table registration
      add column released_at timestamptz,
      add column account_key_id integer,
      add column account_lookup bytea;
    create index registration_known on registration (created_at) where known_member_id is not null and "values" is not null;
    create unique index registration_account on registration (account_lookup) where account_lookup is not null;
  `.execute(db);
}
