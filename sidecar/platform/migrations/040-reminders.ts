import { type Kysely, sql } from 'kysely';

const mails = `kind in ('invitation', 'reminder')`;

/**
 * Campaigns from before have batches too; what is reminded or taken back is found by its open invitations; a reminder that cannot be
 * delivered shows at its person as an invitation would.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Every invitation mail of an earlier campaign is written once.
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    insert into message_batch (id, open, created_at) select id, state <> 'cancelled', created_at from campaign;
    update message m set batch_id = i.campaign_id from invitation i where i.id = m.subject_id and i.campaign_id is not null;
    update campaign set starts_at = created_at;
    create index invitation_waiting on invitation (campaign_id) where state = 'open';

    -- Locks first and reads after, in a statement of its own: of two changes of one person the later one sees the earlier.
    create or replace function einlass_list_again(ids uuid[]) returns void language plpgsql as $$
    begin
      perform 1 from listed_member where member_id = any (ids) order by member_id for no key update;
      update listed_member l set codes = now_.codes, at_1 = now_.at_1, at_2 = now_.at_2, at_3 = now_.at_3, at_4 = now_.at_4, highest = now_.highest, area_key = now_.area_key, codes_until = now_.until,
        mail_failed = now_.mail_failed, deviating = now_.deviating
      from (
        select one.member_id, held.*, coalesce(mail.state in ('failed', 'bounced'), false) as mail_failed,
          exists (select 1 from deviation d where d.member_id = one.member_id and d.state = 'open') as deviating
        from listed_member one
        cross join lateral einlass_held(one.member_id) held
        left join lateral (
          select m.state from message m where m.member_id = one.member_id and m.kind in ('invitation', 'reminder') order by m.created_at desc limit 1
        ) mail on true
        where one.member_id = any (ids)
      ) now_
      where l.member_id = now_.member_id
        and (l.codes, l.highest, l.area_key, l.codes_until, l.mail_failed, l.deviating)
          is distinct from (now_.codes, now_.highest, now_.area_key, now_.until, now_.mail_failed, now_.deviating);
    end $$;
  `.execute(db);
  await sql
    .raw(
      `create or replace function einlass_listed_message_insert() returns trigger language plpgsql as $$ begin
        perform einlass_list_again(ids) from (select array(
          select distinct member_id from rows_new where ${mails} and member_id is not null) as ids) s where ids <> '{}';
        return null; end $$;
      create or replace function einlass_listed_message_update() returns trigger language plpgsql as $$ begin
        perform einlass_list_again(ids) from (select array(
          select distinct n.member_id from rows_new n join rows_old o on o.id = n.id
          where n.${mails} and n.member_id is not null and (n.state in ('failed', 'bounced')) <> (o.state in ('failed', 'bounced'))) as ids) s
          where ids <> '{}';
        return null; end $$;`,
    )
    .execute(db);
}
