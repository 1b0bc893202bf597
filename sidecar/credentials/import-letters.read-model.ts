import type { Db } from '../platform/db.ts';
import './letter.table.ts';

/** How many letters an import has issued that were not taken back since. */
export async function countImportLetters(db: Db, importId: string): Promise<number> {
  const { count } = await db
    .selectFrom('access_letter')
    .select((e) => e.fn.countAll<string>().as('count'))
    .where('import_id', '=', importId)
    .where('state', '<>', 'withdrawn')
    .executeTakeFirstOrThrow();
  return Number(count);
}
