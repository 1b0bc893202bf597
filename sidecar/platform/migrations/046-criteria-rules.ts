import { type Kysely, sql } from 'kysely';

/**
 * Sets keep the rules that their records are hashed by, and equal records are refused by an index; `twin` marks those that became equal
 * by a change of the rules.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await changes(db);
  // A function, because PostgreSQL keeps its plan: planning is the dearest part of a look-up.
  await sql`
    create function einlass_criteria_found(set_ids integer[], lookups bytea[]) returns table (newest integer, id uuid, state text,
      version integer, "setId" integer, grants jsonb, "endsAt" timestamptz, origin text, "createdBy" uuid, "registrationId" uuid,
      "memberId" uuid, "usedAt" timestamptz)
    language plpgsql stable set plan_cache_mode = force_generic_plan as $$ begin
      return query select (select max(s.id) from criteria_set s), r.id, r.state, r.version, r.set_id,
        (select coalesce(jsonb_agg(jsonb_build_object('areaId', g.area_id, 'role', g.role) order by g.area_id), '[]')
          from criteria_grant g where g.record_id = r.id),
        r.ends_at, r.origin, r.created_by, r.registration_id, r.member_id, r.used_at
      from unnest(set_ids || 0, lookups || ''::bytea) as p(set_id, lookup)
      left join criteria_record r on r.set_id = p.set_id and r.lookup = p.lookup;
    end $$;
  `.execute(db);
}

async function changes(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table criteria_set
      add column rules jsonb not null default '{}',
      add column settled boolean not null default false,
      add column moved_lookup bytea not null default '',
      add column moved_id uuid not null default '00000000-0000-0000-0000-000000000000';
    alter table network_setting add column criteria_key_id integer;
    alter table criteria_record add column twin boolean not null default false;
    create unique index criteria_record_single on criteria_record (set_id, lookup) where state <> 'locked' and not twin;
    create index criteria_record_twin on criteria_record (set_id, lookup) where twin;
    create table criteria_change (
      id uuid primary key default gen_random_uuid(),
      state text not null default 'checking' check (state in ('checking', 'checked', 'applying', 'done', 'cancelled')),
      comparisons jsonb not null,
      key_id integer not null,
      created_by uuid references member,
      created_at timestamptz not null default now(),
      total integer not null,
      checked_to uuid not null default '00000000-0000-0000-0000-000000000000',
      checked integer not null default 0,
      collisions integer not null default 0,
      moved integer not null default 0,
      ended_at timestamptz
    );
    create unique index criteria_change_single on criteria_change ((true)) where state in ('checking', 'checked', 'applying');
    create table criteria_check (
      change_id uuid not null references criteria_change on delete cascade,
      record_id uuid not null references criteria_record on delete cascade,
      lookup bytea not null,
      collides boolean not null default false,
      primary key (record_id, change_id)
    );
    create index criteria_check_equal on criteria_check (change_id, lookup);
    create index criteria_check_collides on criteria_check (change_id, lookup) where collides;
  `.execute(db);
}
