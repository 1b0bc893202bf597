import { sql } from 'kysely';
import type { Db } from '../../sidecar/platform/db.ts';

/** What was changed of areas, oldest first: the fields that the log names. */
export async function areaChanges(db: Db): Promise<string[]> {
  const { rows } = await sql<{ fields: string[] }>`
    select details->'fields' as fields from audit where act = 'area.changed' order by id`.execute(db);
  return rows.map(({ fields }) => fields.join());
}
