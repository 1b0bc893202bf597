import { sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import { unappliedMigrations } from '../platform/migrate.ts';
import type { SeenDatabase } from './database.rules.ts';

type Server = Omit<SeenDatabase, 'unapplied' | 'owns' | 'auditChanges' | 'closed'>;
type Rights = Pick<SeenDatabase, 'owns' | 'auditChanges' | 'closed'>;

/** What the role of this connection sees and may do. */
export async function seenDatabase(db: Db): Promise<SeenDatabase> {
  const server = await sql<Server>`
    select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
      pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "readOnly", current_user::text as role,
      (select rolsuper from pg_roles where rolname = current_user) as superuser,
      exists (select 1 from pg_extension where extname = 'pg_trgm') as trigram,
      has_schema_privilege('public', 'create') as "mayCreate",
      current_setting('max_connections')::int as "maxConnections"`.execute(db);
  const rights = await sql<Rights>`
    select coalesce(bool_or(pg_has_role(tableowner, 'member')), false) as owns,
      coalesce(array_agg(tablename::text order by tablename) filter (where exists (
        select 1 from unnest(case
          when tablename like 'kysely%' then array['select']
          when tablename = 'audit' then array['select', 'insert']
          else array['select', 'insert', 'update', 'delete'] end) act
        where not has_table_privilege(quote_ident(tablename), act))), '{}') as closed,
      coalesce((select array_agg(act) from unnest(array['update', 'delete', 'truncate']) act
        where to_regclass('audit') is not null and has_table_privilege('audit', act)), '{}') as "auditChanges"
    from pg_tables where schemaname = 'public'`.execute(db);
  const unapplied = await unappliedMigrations(db);
  return { ...(server.rows[0] as Server), ...(rights.rows[0] as Rights), unapplied };
}

/** PostgreSQL's time of day. */
export async function databaseTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return rows[0]?.now as Date;
}
