import { sql } from 'kysely';
import type { Trx } from '../platform/db.ts';
import './letter.table.ts';

/** Their letters, and that they were printed. */
export async function eraseLetters(trx: Trx, { memberIds }: { memberIds: readonly string[] }): Promise<void> {
  const theirs = trx
    .selectFrom('access_letter')
    .select('id')
    .where(sql<boolean>`member_id = any(${memberIds}::uuid[])`);
  await trx.deleteFrom('letter_print_item').where('letter_id', 'in', theirs).execute();
  await trx.deleteFrom('access_letter').where(sql<boolean>`member_id = any(${memberIds}::uuid[])`).execute();
}
