import { sql } from 'kysely';
import type { MemberState } from '../members/member.table.ts';
import type { Trx } from '../platform/db.ts';
import './letter.table.ts';

/** `before`: this form was sent already; `foreign`: its key belongs to somebody else. */
export async function beginPrint(
  trx: Trx,
  id: string,
  by: string,
  now: Date,
): Promise<'new' | 'before' | 'foreign'> {
  const made = await trx
    .insertInto('letter_print')
    .values({ id, made_by: by, made_at: now })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made) return 'new';
  const row = await trx.selectFrom('letter_print').select('made_by').where('id', '=', id).executeTakeFirst();
  return row?.made_by === by ? 'before' : 'foreign';
}

/** Binds letters to a print, at the password that they have now. */
export async function addItems(trx: Trx, printId: string, letterIds: readonly string[]): Promise<void> {
  await sql`
    insert into letter_print_item (print_id, letter_id, generation)
    select ${printId}, id, generation from access_letter where id = any(${letterIds}::uuid[])
  `.execute(trx);
}

export async function statesOf(
  trx: Trx,
  memberIds: readonly string[],
): Promise<Map<string, { state: MemberState; email: string | null }>> {
  const rows = await trx
    .selectFrom('member')
    .select(['id', 'state', 'email'])
    .where(sql<boolean>`id = any(${memberIds}::uuid[])`)
    .execute();
  return new Map(rows.map(({ id, state, email }) => [id, { state, email }]));
}
