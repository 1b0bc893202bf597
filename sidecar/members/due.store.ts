import { type ExpressionBuilder, sql } from 'kysely';
import { addSeconds } from '../platform/clock.ts';
import type { Database, Db } from '../platform/db.ts';
import { type ClaimedMember, claimedOf } from './sync.store.ts';
import './member.table.ts';

/** Waiting and due, or claimed by somebody whose lease ran out. */
function isDue(now: Date) {
  return ({ eb, or, and }: ExpressionBuilder<Database, 'member'>) =>
    and([
      eb('sync_open', '=', true),
      or([
        and([eb('sync_state', '=', 'pending'), eb('sync_due_at', '<=', now)]),
        and([eb('sync_state', '=', 'claimed'), eb('sync_lease_until', '<', now)]),
      ]),
    ]);
}

/** Whom the index `member_sync_out` holds. */
const isOut = sql<boolean>`sync_open and state in ('suspended', 'deleted')`;

/**
 * Takes due members, also those whose holder's lease ran out; each goes to one caller only. Whoever is suspended or deleted goes first
 * and in a batch of their own: they are to be out within seconds, also while an import has thousands waiting and after a failed try.
 */
export async function claimMembers(
  db: Db,
  now: Date,
  leaseSeconds: number,
  limit: number,
): Promise<ClaimedMember[]> {
  const due = db.selectFrom('member').select('id').where(isDue(now));
  const claim = async (wanted: typeof due): Promise<ClaimedMember[]> => {
    const ids = wanted.orderBy('sync_due_at').limit(limit).forUpdate().skipLocked();
    const rows = await db
      .updateTable('member')
      .set({
        sync_state: 'claimed',
        sync_attempt: sql`sync_attempt + 1`,
        sync_lease_until: addSeconds(now, leaseSeconds),
      })
      .where('id', 'in', ids)
      .returningAll()
      .execute();
    return rows.map(claimedOf);
  };
  const out = await claim(due.where(isOut));
  return out.length > 0 ? out : claim(due);
}

/** Whether anything is due, so that the sweep nudges only where there is work. */
export async function anySyncDue(db: Db, now: Date): Promise<boolean> {
  const row = await db.selectFrom('member').select('id').where(isDue(now)).limit(1).executeTakeFirst();
  return row !== undefined;
}
