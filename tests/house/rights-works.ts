import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';

/** An import or a campaign of somebody. */
export async function created(db: Db, table: 'import' | 'campaign', by: string | undefined): Promise<string> {
  const { rows } = await (table === 'campaign'
    ? sql<{ id: string }>`insert into campaign (state, created_by) values ('done', ${by}) returning id`
    : sql<{ id: string }>`insert into import (target, state, file_name, file_sha256, file, created_by)
          values ('members', 'ready', 'Personal.xlsx', 'x', '', ${by}) returning id`
  ).execute(db);
  return rows[0]?.id ?? '';
}

/** An act on many people, of somebody. */
export async function bulkAct(db: Db, by: string | undefined): Promise<string> {
  const { rows } = await sql<{ id: string }>`insert into bulk_act (act, state, form_key, created_by)
    values ('suspend', 'running', gen_random_uuid(), ${by}) returning id`.execute(db);
  return rows[0]?.id ?? '';
}
