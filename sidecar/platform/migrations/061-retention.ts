import { type Kysely, sql } from 'kysely';

/**
 * What is forgotten after a time. A year of the audit stays whatever is asked: its rows go by this function alone, because the
 * application's role may not delete them (docs/adr/061). Its index on people holds nobody yet, so it is not built concurrently.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table retention_setting (
      single boolean primary key default true check (single),
      version integer not null default 1,
      days jsonb not null default '{}',
      starts_at timestamptz not null default now() + interval '7 days'
    );
    insert into retention_setting default values;
    create table retention_run (
      night text primary key check (night ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
      attempt integer not null default 0,
      lease_until timestamptz,
      started_at timestamptz not null default now(),
      finished_at timestamptz
    );
    create table retention_count (
      night text not null references retention_run on delete cascade,
      kind text not null,
      forgotten integer not null default 0,
      failed boolean not null default false,
      primary key (night, kind)
    );
    alter table member add column unused_told_at timestamptz;
    create index member_unused_told on member (unused_told_at) where unused_told_at is not null;
    create function forget_audit(before timestamptz, at_most integer) returns integer
      language sql security definer set search_path = pg_catalog, pg_temp as $$
        with gone as (
          delete from public.audit
          where id in (select id from public.audit where at < least(before, now() - interval '365 days')
            order by at limit least(at_most, 1000))
          returning 1)
        select count(*)::integer from gone
      $$;
    revoke all on function forget_audit(timestamptz, integer) from public;
  `.execute(db);
}
