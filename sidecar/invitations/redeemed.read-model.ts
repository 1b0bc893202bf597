import type { Db } from '../platform/db.ts';
import './invitation.table.ts';

/** Which of these members ever redeemed an invitation. */
export async function redeemedAmong(db: Db, memberIds: readonly string[]): Promise<Set<string>> {
  if (memberIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('invitation')
    .select('member_id')
    .distinct()
    .where('member_id', 'in', [...memberIds])
    .where('state', '=', 'accepted')
    .where('void_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.member_id));
}
