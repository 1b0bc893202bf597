import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../platform/db.ts';
import type { Shown } from './import.ts';

type Ways = { mail: number; letter: number; typed: number };

/** How many of these new people can be invited by mail, and how many get a letter; `records` is a query for their records. */
export async function newcomersOutlook(db: Db, records: RawBuilder<unknown>): Promise<Shown[]> {
  const { rows } = await sql<Ways>`
    select count(*) filter (where record ? 'email')::int as mail, count(*) filter (where not record ? 'email')::int as letter,
      count(*) filter (where record ? 'typedPassword')::int as typed
    from (${records}) as new_people`.execute(db);
  const ways = rows[0] ?? { mail: 0, letter: 0, typed: 0 };
  return (['mail', 'letter', 'typed'] as const).flatMap((way) =>
    ways[way] > 0 ? [{ key: `members.import.outlook.${way}`, params: { count: ways[way] } }] : [],
  );
}
