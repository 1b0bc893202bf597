import { type Kysely, sql } from 'kysely';

/** The link of an account to its redeemed invitation is taken away at Keycloak by a sweep that survives every crash. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table invitation
      add column link_removed_at timestamptz,
      add column link_removal_attempt integer not null default 0,
      add column link_removal_due_at timestamptz;
    create index invitation_link_removal on invitation (accepted_at) where state = 'accepted' and link_removed_at is null;
`.execute(db);
}
