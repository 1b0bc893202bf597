import { type Kysely, sql } from 'kysely';

/**
 * Who is made together with their grants is listed in one version instead of three: the list's row is written with the grants that
 * the same statement gave, and the import that made somebody stands in the person's own row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // Every person of an import is written once.
  await sql`set local statement_timeout = 0`.execute(db);
  await sql`
    alter table member add column import_id uuid;
    update member m set import_id = l.import_id from listed_member l where l.member_id = m.id and l.import_id is not null;

    create function einlass_held(person uuid) returns table (codes integer[], highest smallint, at_1 bigint, at_2 bigint, at_3 bigint,
      at_4 bigint, area_key text, until timestamptz) language sql stable as $$
      select coalesce(array_agg(a.number * 8 + r.rank::integer order by r.rank desc, a.name), '{}'), coalesce(max(r.rank), 0)::smallint,
        coalesce(bit_or(1::bigint << a.number % 63) filter (where r.rank = 1), 0), coalesce(bit_or(1::bigint << a.number % 63) filter (where r.rank = 2), 0),
        coalesce(bit_or(1::bigint << a.number % 63) filter (where r.rank = 3), 0), coalesce(bit_or(1::bigint << a.number % 63) filter (where r.rank = 4), 0),
        coalesce(min(einlass_fold(a.name)), ''), coalesce(min(g.ends_at), 'infinity')
      from "grant" g join area a on a.id = g.area_id
        join unnest(array['member', 'editor', 'newsroom_manager', 'network_manager']) with ordinality as r (role, rank) on r.role = g.role
      where g.member_id = person and (g.ends_at is null or g.ends_at > now())
    $$;

    create or replace function einlass_list(ids uuid[]) returns void language plpgsql as $$
    begin
      insert into listed_member as l (member_id, name_key, contact_key, state_rank, origin, locale, has_email, trouble, search, import_id,
        codes, highest, at_1, at_2, at_3, at_4, area_key, codes_until)
      select m.id, einlass_fold(m.last_name || ' ' || m.first_name), einlass_fold(coalesce(m.email, m.username)),
        array_position(array['created', 'invited', 'registered', 'waiting', 'active', 'suspended'], m.state), m.origin, m.locale,
        m.email is not null, m.sync_state <> 'done' and m.sync_error is not null,
        ' ' || concat_ws(' ', names.plain, nullif(names.spelt, names.plain), einlass_fold(m.email),
          case when coalesce(strpos(lower(m.email), lower(m.username)), 0) = 0 then einlass_fold(m.username) end, einlass_fold(m.employee_number)),
        m.import_id, held.codes, held.highest, held.at_1, held.at_2, held.at_3, held.at_4, held.area_key, held.until
      from member m cross join lateral (select einlass_fold(m.first_name || ' ' || m.last_name),
        einlass_spell_out(m.first_name || ' ' || m.last_name)) as names (plain, spelt)
        cross join lateral einlass_held(m.id) held
      where m.id = any (ids) and m.state <> 'deleted'
      order by m.id
      -- Not the grants: they may have changed since this statement began to read, and who changed them lists them.
      on conflict (member_id) do update set name_key = excluded.name_key, contact_key = excluded.contact_key,
        state_rank = excluded.state_rank, origin = excluded.origin, locale = excluded.locale, has_email = excluded.has_email,
        trouble = excluded.trouble, search = excluded.search;
      delete from listed_member l using member m where m.id = any (ids) and m.state = 'deleted' and l.member_id = m.id;
    end $$;

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
          select m.state from message m where m.member_id = one.member_id and m.kind = 'invitation' order by m.created_at desc limit 1
        ) mail on true
        where one.member_id = any (ids)
      ) now_
      where l.member_id = now_.member_id
        and (l.codes, l.highest, l.area_key, l.codes_until, l.mail_failed, l.deviating)
          is distinct from (now_.codes, now_.highest, now_.area_key, now_.until, now_.mail_failed, now_.deviating);
    end $$;

    -- Where the list's row names a new grant already, one statement made the person with it and listed both.
    create or replace function einlass_listed_grant_insert() returns trigger language plpgsql as $$
    begin
      perform einlass_list_again(ids) from (select array(
        select distinct n.member_id from rows_new n
        where not exists (
          select 1 from listed_member l, area a where l.member_id = n.member_id and a.id = n.area_id
            and l.codes @> array[a.number * 8 + array_position(array['member', 'editor', 'newsroom_manager', 'network_manager'], n.role)])
      ) as ids) s where ids <> '{}';
      return null;
    end $$;

    create or replace function einlass_listed_audit_insert() returns trigger language plpgsql as $$
    begin
      update listed_member l set import_id = (n.details ->> 'importId')::uuid from rows_new n
        where n.act = 'member.created' and n.details ? 'importId' and l.member_id = n.member_id
          and l.import_id is distinct from (n.details ->> 'importId')::uuid;
      return null;
    end $$;
  `.execute(db);
}
