import { type Kysely, sql } from 'kysely';

const remedy =
  'PostgreSQL cannot offer the extension pg_trgm, which the search in the list of members needs. Install the contrib package of your ' +
  'PostgreSQL version on the database server, or let an administrator of the database run "CREATE EXTENSION pg_trgm" in this database; ' +
  'then migrate again.';

/** Trusted since PostgreSQL 13: the owner of the database may create it, but its files have to be on the server. */
async function needTrigrams(db: Kysely<unknown>): Promise<void> {
  try {
    await sql`create extension if not exists pg_trgm`.execute(db);
  } catch (cause) {
    throw new Error(remedy, { cause });
  }
}

/** Every order of the list, and what every index holds besides, so that counting and walking never leave the index. */
const orders = [
  ['name', 'name_key, member_id'],
  ['contact', 'contact_key, name_key, member_id'],
  ['areas', 'area_key, name_key, member_id'],
  ['highest', 'highest, name_key, member_id'],
  ['state', 'state_rank, name_key, member_id'],
  ['origin', 'origin, name_key, member_id'],
] as const;
const flags =
  'locale, has_email, trouble, mail_failed, deviating, at_1, at_2, at_3, at_4, at_any, codes_until';
const covered = `${flags}, state_rank, highest, origin`;

/** The read model of the member list (docs/adr/021): one narrow row a living person, kept by triggers in the transaction of the change. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await needTrigrams(db);
  await sql`
    alter table area add column number integer generated always as identity unique;

    create function einlass_fold(value text) returns text language sql immutable parallel safe
      return case when octet_length(value) = length(value) then lower(value collate "C") else
        translate(replace(replace(replace(
          lower(regexp_replace(normalize(value, NFKD), '[\u0300-\u036f]', '', 'g') collate "und-x-icu"),
          'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'ıøłđðħŧ', 'iolddht') collate "C" end;

    create function einlass_spell_out(value text) returns text language sql immutable parallel safe
      return einlass_fold(replace(replace(replace(lower(normalize(value, NFC) collate "und-x-icu"),
        'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'));

    create table listed_member (
      member_id uuid primary key references member (id) on delete cascade,
      name_key text collate "C" not null,
      contact_key text collate "C" not null,
      area_key text collate "C" not null default '',
      highest smallint not null default 0,
      state_rank smallint not null,
      origin text collate "C" not null,
      locale text collate "C" not null,
      has_email boolean not null,
      trouble boolean not null,
      mail_failed boolean not null default false,
      deviating boolean not null default false,
      at_1 bigint not null default 0,
      at_2 bigint not null default 0,
      at_3 bigint not null default 0,
      at_4 bigint not null default 0,
      at_any bigint not null generated always as (at_1 | at_2 | at_3 | at_4) stored,
      codes integer[] not null default '{}',
      codes_until timestamptz not null default 'infinity',
      import_id uuid,
      search text collate "C" not null
    );
    ${sql.raw(orders.map(([name, columns]) => `create index listed_member_${name} on listed_member (${columns}) include (${covered});`).join('\n'))}
    create index listed_member_search on listed_member using gin (search gin_trgm_ops);
    create index listed_member_codes on listed_member using gin (codes);
    create index listed_member_import on listed_member (import_id, name_key) where import_id is not null;
    create index listed_member_trouble on listed_member (name_key) where trouble;
    create index listed_member_mail on listed_member (name_key) where mail_failed;
    create index listed_member_deviating on listed_member (name_key) where deviating;
    create index listed_member_until on listed_member (codes_until) where codes_until < 'infinity';
  `.execute(db);
  await sql`
    create function einlass_list(ids uuid[]) returns void language plpgsql as $$
    begin
      insert into listed_member as l (member_id, name_key, contact_key, state_rank, origin, locale, has_email, trouble, search)
      select m.id, einlass_fold(m.last_name || ' ' || m.first_name), einlass_fold(coalesce(m.email, m.username)),
        array_position(array['created', 'invited', 'registered', 'waiting', 'active', 'suspended'], m.state), m.origin, m.locale,
        m.email is not null, m.sync_state <> 'done' and m.sync_error is not null,
        ' ' || concat_ws(' ', names.plain, nullif(names.spelt, names.plain), einlass_fold(m.email),
          case when coalesce(strpos(lower(m.email), lower(m.username)), 0) = 0 then einlass_fold(m.username) end, einlass_fold(m.employee_number))
      from member m cross join lateral (select einlass_fold(m.first_name || ' ' || m.last_name),
        einlass_spell_out(m.first_name || ' ' || m.last_name)) as names (plain, spelt)
      where m.id = any (ids) and m.state <> 'deleted'
      order by m.id
      on conflict (member_id) do update set name_key = excluded.name_key, contact_key = excluded.contact_key,
        state_rank = excluded.state_rank, origin = excluded.origin, locale = excluded.locale, has_email = excluded.has_email,
        trouble = excluded.trouble, search = excluded.search;
      delete from listed_member l using member m where m.id = any (ids) and m.state = 'deleted' and l.member_id = m.id;
    end $$;

    -- Locks first and reads after, in a statement of its own: of two changes of one person the later one sees the earlier.
    create function einlass_list_again(ids uuid[]) returns void language plpgsql as $$
    begin
      perform 1 from listed_member where member_id = any (ids) order by member_id for no key update;
      update listed_member l set codes = now_.codes, at_1 = now_.at_1, at_2 = now_.at_2, at_3 = now_.at_3, at_4 = now_.at_4, highest = now_.highest, area_key = now_.area_key, codes_until = now_.until,
        mail_failed = now_.mail_failed, deviating = now_.deviating
      from (
        select one.member_id, coalesce(held.codes, '{}') as codes, coalesce(held.at_1, 0) as at_1,
          coalesce(held.at_2, 0) as at_2, coalesce(held.at_3, 0) as at_3, coalesce(held.at_4, 0) as at_4, coalesce(held.highest, 0)::smallint as highest,
          coalesce(held.area_key, '') as area_key, coalesce(held.until, 'infinity') as until,
          coalesce(mail.state in ('failed', 'bounced'), false) as mail_failed,
          exists (select 1 from deviation d where d.member_id = one.member_id and d.state = 'open') as deviating
        from listed_member one
        left join lateral (
          select array_agg(a.number * 8 + r.rank::integer order by r.rank desc, a.name) as codes, max(r.rank) as highest,
            bit_or(1::bigint << a.number % 63) filter (where r.rank = 1) as at_1, bit_or(1::bigint << a.number % 63) filter (where r.rank = 2) as at_2,
            bit_or(1::bigint << a.number % 63) filter (where r.rank = 3) as at_3, bit_or(1::bigint << a.number % 63) filter (where r.rank = 4) as at_4,
            min(einlass_fold(a.name)) as area_key, min(g.ends_at) as until
          from "grant" g join area a on a.id = g.area_id
            join unnest(array['member', 'editor', 'newsroom_manager', 'network_manager']) with ordinality as r (role, rank) on r.role = g.role
          where g.member_id = one.member_id and (g.ends_at is null or g.ends_at > now())
        ) held on true
        left join lateral (
          select m.state from message m where m.member_id = one.member_id and m.kind = 'invitation' order by m.created_at desc limit 1
        ) mail on true
        where one.member_id = any (ids)
      ) now_
      where l.member_id = now_.member_id
        and (l.codes, l.highest, l.area_key, l.codes_until, l.mail_failed, l.deviating)
          is distinct from (now_.codes, now_.highest, now_.area_key, now_.until, now_.mail_failed, now_.deviating);
    end $$;
  `.execute(db);
}
