import type { Db } from '../platform/db.ts';
import type { Field } from './field.ts';
import './field.table.ts';

/** Every field of the network in its order. */
export async function readFields(db: Db): Promise<Field[]> {
  const rows = await db.selectFrom('member_field').selectAll().orderBy('position').orderBy('key').execute();
  return rows.map((row) => ({
    key: row.key,
    builtIn: row.built_in,
    name: { de: row.name_de, en: row.name_en },
    type: row.type,
    required: row.required,
    criterion: row.criterion,
    comparison: row.comparison,
    version: row.version,
  }));
}
