import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table invitation
      add column ended_at timestamptz,
      add column ended_by uuid,
      add column requested_at timestamptz,
      add column password_mail_due_at timestamptz,
      add column password_mail_attempt integer not null default 0,
      add column close_due_at timestamptz,
      add column close_lease_until timestamptz;
    create unique index invitation_generation on invitation (member_id, generation);
    create index invitation_expiry on invitation (expires_at) where state in ('open', 'redeeming');
    create index invitation_close on invitation (close_due_at) where close_due_at is not null;
    create index invitation_password_mail on invitation (password_mail_due_at) where password_mail_due_at is not null;
`.execute(db);
}
