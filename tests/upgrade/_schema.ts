import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';

/** Everything that a schema is made of, as sorted lines of text. */
export async function schemaLines(db: Db): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select concat_ws(' ', 'column', table_name, column_name, data_type, 'null:', is_nullable, 'default:', column_default,
        'made:', generation_expression, 'identity:', identity_generation) as line
      from information_schema.columns where table_schema = 'public'
    union all select concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
      from pg_constraint where connamespace = 'public'::regnamespace and contype <> 'n'
    union all select concat_ws(' ', 'index', indexdef) from pg_indexes where schemaname = 'public'
    union all select concat_ws(' ', 'view', viewname, definition) from pg_views where schemaname = 'public'
    union all select concat_ws(' ', 'grant', grantee, privilege_type, table_name)
      from information_schema.role_table_grants where table_schema = 'public' and grantee <> 'postgres'
    union all select concat_ws(' ', 'function', pg_get_functiondef(p.oid), coalesce(proacl::text, 'by all'))
      from pg_proc p where pronamespace = 'public'::regnamespace
      and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid)) from pg_trigger t where not tgisinternal
    union all select concat_ws(' ', 'sequence', sequence_name, data_type) from information_schema.sequences
    union all select concat_ws(' ', 'extension', extname) from pg_extension`.execute(db);
  return rows.map(({ line }) => line).sort();
}
