import type { Db } from '../../sidecar/platform/db.ts';

/** The id of the area of this name in addresses, or a failure of the test. */
export async function areaOf(db: Db, slug: string): Promise<string> {
  const { id } = await db.selectFrom('area').select('id').where('slug', '=', slug).executeTakeFirstOrThrow();
  return id;
}
