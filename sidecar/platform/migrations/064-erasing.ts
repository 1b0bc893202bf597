import { type Kysely, sql } from 'kysely';

/**
 * Who asked that what is stored of a deleted person goes, and when it went; deleted people are listed, and mails are found by their
 * address. The wider check of acts lets every act in that it let in before. The indexes are built in the migration's transaction,
 * not concurrently: a million mails take a few seconds, in which mails wait.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table member
      add column erase_asked_at timestamptz,
      add column erase_asked_by uuid,
      add column erased_at timestamptz;
    create index member_erase_due on member (erase_asked_at) where erase_asked_at is not null and erased_at is null;
    create index member_deleted on member (deleted_at desc, id) where state = 'deleted';
    create index message_address on message (lower(to_address));
    alter table bulk_act
      drop constraint bulk_act_act_check,
      add constraint bulk_act_act_check check (act in ('invite', 'grant', 'revoke', 'suspend', 'reactivate', 'delete', 'erase'));
  `.execute(db);
}
