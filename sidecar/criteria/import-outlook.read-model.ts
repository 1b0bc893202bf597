import { type RawBuilder, sql } from 'kysely';
import { readFields } from '../areas/field.store.ts';
import type { Db } from '../platform/db.ts';
import { guessability } from './guessable.rules.ts';
import type { Shown } from './import.ts';

/** How many of the new records a stranger could guess, and why; `records` is a query for their rows. Sets of fields are few. */
export async function guessableOutlook(db: Db, records: RawBuilder<unknown>): Promise<Shown[]> {
  const fields = new Map((await readFields(db)).map((field) => [field.key, field]));
  const { rows } = await sql<{ keys: string[]; count: number }>`
    select keys, count(*)::int as count from (${records}) as new_rows
    cross join lateral (select array(select jsonb_object_keys(record -> 'facts')) as keys) as chosen group by keys`.execute(
    db,
  );
  const counts = new Map<string, number>();
  for (const { keys, count } of rows) {
    const guessable = guessability(keys.flatMap((key) => fields.get(key) ?? []));
    if (guessable === 'names' || guessable === 'single')
      counts.set(guessable, (counts.get(guessable) ?? 0) + count);
  }
  return [...counts].map(([kind, count]) => ({ key: `criteria.import.outlook.${kind}`, params: { count } }));
}
